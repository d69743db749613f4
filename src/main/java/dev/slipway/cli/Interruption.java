package dev.slipway.cli;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;

/**
 * Lets Ctrl-C and SIGTERM interrupt a command's work; the process ends with the command's own exit code when the work
 * has told its outcome, or with that of the signal after a few seconds.
 */
final class Interruption {
    private static final long SECONDS_TO_STOP = 15;

    private final CompletableFuture<Integer> outcome = new CompletableFuture<>();

    private Interruption() {}

    /** Does the work on the calling thread, which is the one to be interrupted. @return its exit code */
    static int during(IntSupplier work) {
        Interruption interruption = new Interruption();
        Thread working = Thread.currentThread();
        try (StopHook ignored = new StopHook(() -> interruption.stop(working))) {
            int exitCode = work.getAsInt();
            interruption.outcome.complete(exitCode);
            return exitCode;
        } finally {
            interruption.outcome.cancel(false);
        }
    }

    /** Halts, because the process would else end with the signal's code, or with the command's, as it happens. */
    private void stop(Thread working) {
        working.interrupt();
        try {
            Runtime.getRuntime().halt(outcome.get(SECONDS_TO_STOP, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | CancellationException e) {
            // the process ends as after any signal
        }
    }
}
