package dev.slipway.release;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Work that an interrupt of its caller must not reach, because half of it is worse than none: it is done by a thread of its
 * own, which nobody interrupts. Any thread.
 */
final class Shielded {
    private Shielded() {}

    /** Work that may touch the disk. */
    interface Work<T> {
        T run() throws IOException;
    }

    /**
     * Waits for the work, however long it takes; an interrupt meanwhile is kept for the caller.
     *
     * @throws IOException what the work throws; its errors and runtime exceptions pass as well
     */
    static <T> T run(Work<T> work) throws IOException {
        CompletableFuture<T> result = new CompletableFuture<>();
        new Thread(() -> {
            try {
                result.complete(work.run());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        }, "slipway-undoing").start();
        try {
            return result.join(); // which no interrupt ends
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            } else if (e.getCause() instanceof Error error) {
                throw error;
            } else if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw e;
        }
    }
}
