package dev.slipway.web;

import java.io.IOException;

/**
 * Listens for a bounded while to a client that was refused in mid-upload. Belongs to the thread that has the turn of
 * the exchange.
 */
final class Drain {
    private final RequestInput input;
    private final long mostBytes;
    private final long until;
    private long bytes;

    /** @param now the nano time at which it begins */
    Drain(RequestInput input, UploadTimes times, long now) {
        this.input = input;
        this.mostBytes = times.drainBytes();
        this.until = now + times.drainNanos();
    }

    /**
     * Reads what is there.
     *
     * @return whether the client has ended its body or was listened to for long enough; otherwise the container will
     *     call when there is more, or the watchdog when the time is over
     */
    boolean isOver(byte[] buffer) throws IOException {
        while (bytes < mostBytes && System.nanoTime() - until < 0) {
            int count = input.read(buffer, buffer.length);
            if (count <= 0) {
                return count < 0;
            }
            bytes += count;
        }
        return true;
    }
}
