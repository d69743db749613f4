package dev.slipway.web;

import java.io.IOException;
import java.util.concurrent.ConcurrentLinkedDeque;

/** Buffers for the moment of reading: as many as there are threads reading right now, a few kept for the next. */
final class ReadBuffers {
    /** Size of each in bytes; what a server hands over at once is rarely more. */
    static final int SIZE = 64 * 1024;

    private static final int KEPT = 8;

    private final ConcurrentLinkedDeque<byte[]> idle = new ConcurrentLinkedDeque<>();

    /** What is done with a borrowed buffer. */
    interface Use {
        void with(byte[] buffer) throws IOException;
    }

    /** Lends a buffer for that long. */
    void with(Use use) throws IOException {
        byte[] buffer = borrow();
        try {
            use.with(buffer);
        } finally {
            giveBack(buffer);
        }
    }

    private byte[] borrow() {
        byte[] buffer = idle.pollLast();
        return buffer == null ? new byte[SIZE] : buffer;
    }

    private void giveBack(byte[] buffer) {
        if (idle.size() < KEPT) {
            idle.addLast(buffer);
        }
    }
}
