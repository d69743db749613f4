package dev.slipway.bench;

import java.io.InputStream;

/** How much every benchmark works through in one invocation. JMH then tells time and allocation for each megabyte. */
final class Volume {
    /** Megabytes, of 1 000 000 bytes, in one invocation. */
    static final int MEGABYTES = 64;
    /** The same in bytes; a whole number of tar blocks. */
    static final int BYTES = MEGABYTES * 1_000_000;
    /** Bytes that are read at once, as servers do. */
    static final int READ_BYTES = 64 << 10;

    private Volume() {}

    /** Says that a benchmark did not do its work; JMH then leaves its row out and goes on. */
    static long require(long bytes) {
        if (bytes != BYTES) {
            throw new IllegalStateException(bytes + " bytes instead of " + BYTES);
        }
        return bytes;
    }

    /** Reads a stream to its end and tells how much there was. */
    static long drain(InputStream in, byte[] buffer) throws java.io.IOException {
        long bytes = 0;
        int n = in.read(buffer);
        while (n >= 0) {
            bytes += n;
            n = in.read(buffer);
        }
        return bytes;
    }
}
