package dev.slipway.archive;

import java.io.IOException;
import java.io.InputStream;

/**
 * Zstd frames on their way to the decoder, followed from block to block (RFC 8878 §3.1), so that padding behind the last
 * frame is told from damage: the decoder sees the end there. Nothing is judged but the padding; what is no frame is
 * passed on for the decoder to refuse. Used by one thread.
 */
final class ZstdBorders extends SliceStream {
    private enum Place { BORDER, SKIPPABLE_SIZE, DESCRIPTOR, BLOCK, LOST }

    private static final long FRAME = 0xfd2fb528L;
    private static final long SKIPPABLE = 0x184d2a50L;
    private static final int SINGLE_SEGMENT = 0x20;
    private static final int CHECKSUM = 0x04;
    private static final int CHECKSUM_BYTES = 4;
    private static final int[] DICTIONARY_BYTES = {0, 1, 2, 4};
    private static final int[] CONTENT_SIZE_BYTES = {0, 2, 4, 8};
    private static final int REPEATED = 1;
    private static final int RESERVED = 3;

    private final InputStream in;
    private final ZeroPadding padding = new ZeroPadding("zstd");
    private Place place = Place.BORDER;
    private boolean begun;
    private boolean padded;
    private boolean checksum;
    /** Bytes to pass over before the next field. */
    private long skip;
    /** The field that is being read, little-endian, and how many bytes of it have come. */
    private long field;
    private int collected;

    ZstdBorders(InputStream in) {
        this.in = in;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        if (padded || len == 0) {
            return padded ? -1 : 0;
        }
        int n = in.read(b, off, len);
        int end = n < 0 ? off : follow(b, off, off + n);
        if (!padded) {
            return n;
        }
        padding.take(b, end, off + n);
        drain();
        return end > off ? end - off : -1;
    }

    private void drain() throws IOException {
        byte[] rest = new byte[8192];
        int n = in.read(rest, 0, rest.length);
        while (n >= 0) {
            padding.take(rest, 0, n);
            n = in.read(rest, 0, rest.length);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private int follow(byte[] b, int from, int to) {
        int at = from;
        while (at < to && place != Place.LOST) {
            if (skip > 0) {
                int some = (int) Math.min(skip, to - at);
                skip -= some;
                at += some;
            } else if (place == Place.BORDER && collected == 0 && begun && b[at] == 0) {
                padded = true;
                return at;
            } else {
                field |= (b[at++] & 0xffL) << 8 * collected++;
                if (collected == fieldBytes()) {
                    decide(field);
                }
            }
        }
        return to;
    }

    private int fieldBytes() {
        return switch (place) {
            case DESCRIPTOR -> 1;
            case BLOCK -> 3;
            default -> 4;
        };
    }

    private void decide(long value) {
        field = 0;
        collected = 0;
        switch (place) {
            case BORDER -> magic(value);
            case SKIPPABLE_SIZE -> goOn(Place.BORDER, value);
            case DESCRIPTOR -> descriptor((int) value);
            default -> block(value);
        }
    }

    private void magic(long value) {
        begun = true;
        if (value == FRAME) {
            place = Place.DESCRIPTOR;
        } else {
            place = (value & ~0xfL) == SKIPPABLE ? Place.SKIPPABLE_SIZE : Place.LOST;
        }
    }

    private void descriptor(int value) {
        boolean single = (value & SINGLE_SEGMENT) != 0;
        int contentSize = value >> 6 == 0 && single ? 1 : CONTENT_SIZE_BYTES[value >> 6];
        checksum = (value & CHECKSUM) != 0;
        goOn(Place.BLOCK, (single ? 0 : 1) + DICTIONARY_BYTES[value & 3] + contentSize);
    }

    private void block(long value) {
        boolean last = (value & 1) != 0;
        int type = (int) (value >> 1) & 3;
        long content = type == REPEATED ? 1 : value >> 3;
        goOn(type == RESERVED ? Place.LOST : last ? Place.BORDER : Place.BLOCK,
                content + (last && checksum ? CHECKSUM_BYTES : 0));
    }

    private void goOn(Place next, long after) {
        place = next;
        skip = after;
    }
}
