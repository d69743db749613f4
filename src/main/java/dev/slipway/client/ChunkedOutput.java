package dev.slipway.client;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A request body of unknown length in chunks of 64 KiB (RFC 9112 §7.1), each one write on the connection. Written by
 * one thread; {@link #sent}, {@link #given} and {@link #stuckNanos} may be asked by any.
 *
 * <p>Closing it does nothing: only {@link #finish} says that the body is whole.
 */
final class ChunkedOutput extends OutputStream {
    static final int CHUNK_BYTES = 64 * 1024;

    /** Room for the size in front: five hexadecimal digits and CRLF. */
    private static final int FRONT = 7;
    private static final byte[] LAST_CHUNK = {'0', '\r', '\n', '\r', '\n'};
    private static final int NOT_WRITING = 0;

    private final OutputStream out;
    private final byte[] chunk = new byte[FRONT + CHUNK_BYTES + 2];
    private int length;
    private volatile long sent;
    private volatile long given;
    private volatile long writingSince = NOT_WRITING;

    ChunkedOutput(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        for (int done = 0; done < count; ) {
            if (length == CHUNK_BYTES) {
                send();
            }
            int part = Math.min(count - done, CHUNK_BYTES - length);
            System.arraycopy(bytes, from + done, chunk, FRONT + length, part);
            length += part;
            done += part;
        }
    }

    /** Sends what is left and the last chunk. */
    void finish() throws IOException {
        if (length > 0) {
            send();
        }
        onWire(LAST_CHUNK, 0, LAST_CHUNK.length);
    }

    /** Bytes of the body that the connection has taken. */
    long sent() {
        return sent;
    }

    /** Bytes of the body that the connection has taken or was taking when it broke. */
    long given() {
        return given;
    }

    /** For how long the connection has not taken the bytes at hand; 0 when none wait. */
    long stuckNanos() {
        long since = writingSince;
        return since == NOT_WRITING ? 0 : System.nanoTime() - since;
    }

    private void send() throws IOException {
        byte[] size = (Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        int from = FRONT - size.length;
        System.arraycopy(size, 0, chunk, from, size.length);
        chunk[FRONT + length] = '\r';
        chunk[FRONT + length + 1] = '\n';
        given = sent + length;
        onWire(chunk, from, size.length + length + 2);
        sent = sent + length;
        length = 0;
    }

    private void onWire(byte[] bytes, int from, int count) throws IOException {
        writingSince = System.nanoTime() | 1;
        out.write(bytes, from, count);
        writingSince = NOT_WRITING;
    }
}
