package dev.slipway.bench;

import java.io.InputStream;

/**
 * A long body of little memory: a head, one piece over and over, a tail. A read gives as much as it asks for, and
 * copies it, as a read from a socket does.
 */
final class RepeatedBytes extends InputStream {
    private final byte[] head;
    private final byte[] piece;
    private final int times;
    private final byte[] tail;
    /** Segments that were begun: the head, each time of the piece, the tail. */
    private int segment;
    private byte[] current;
    private int position;

    RepeatedBytes(byte[] head, byte[] piece, int times, byte[] tail) {
        this.head = head;
        this.piece = piece;
        this.times = times;
        this.tail = tail;
        this.current = head;
    }

    /** The same bytes again from their beginning. */
    RepeatedBytes again() {
        return new RepeatedBytes(head, piece, times, tail);
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        int done = 0;
        while (done < length && (position < current.length || next())) {
            int n = Math.min(length - done, current.length - position);
            System.arraycopy(current, position, into, offset + done, n);
            position += n;
            done += n;
        }
        return done == 0 && length > 0 ? -1 : done;
    }

    private boolean next() {
        if (segment > times) {
            return false;
        }
        segment++;
        current = segment <= times ? piece : tail;
        position = 0;
        return current.length > 0 || next();
    }
}
