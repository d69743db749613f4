package dev.slipway.bench;

import java.nio.ByteBuffer;

/** Counts parts and bytes: what the measurement is done with. */
final class CountedParts implements Parts {
    private int parts;
    private long bytes;

    /** Bytes of all parts. */
    long bytes() {
        return bytes;
    }

    @Override
    public void begin() {
        parts++;
    }

    @Override
    public void content(byte[] buf, int off, int len) {
        bytes += len;
    }

    @Override
    public void content(ByteBuffer buffer) {
        bytes += buffer.remaining();
    }
}
