package dev.slipway.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * While it is open, Ctrl-C and SIGTERM interrupt the thread that made it; the process ends when that thread has told
 * the outcome and closed this, or after a few seconds.
 */
final class Interruption implements AutoCloseable {
    private static final long SECONDS_TO_STOP = 5;

    private final CountDownLatch told = new CountDownLatch(1);
    private final StopHook hook;

    Interruption() {
        Thread working = Thread.currentThread();
        this.hook = new StopHook(() -> {
            working.interrupt();
            awaitOutcome();
        });
    }

    @Override
    public void close() {
        hook.close();
        told.countDown();
    }

    private void awaitOutcome() {
        try {
            told.await(SECONDS_TO_STOP, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
