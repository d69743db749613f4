package dev.slipway.deploy;

import dev.slipway.hooks.Halt;
import dev.slipway.model.DeploymentId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A release that is live and has not shown yet that it may stay.
 *
 * @param release the release
 * @param standing the release that is live again when it may not: the one before, which has passed its own trial; empty
 *     when none was live, the release itself when there is nothing to go back to
 * @param halt ends what is run for it
 * @param over open while anything is run for it
 */
record Trial(Run run, DeploymentId release, Optional<DeploymentId> standing, Halt halt, CountDownLatch over) {
    /** Longer than a command that is ended takes. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    Trial(Run run, Optional<DeploymentId> standing, Halt halt) {
        this(run, run.deployment().lineage().release(), standing, halt, new CountDownLatch(1));
    }

    /** Whether there is another state to go back to. */
    boolean canGoBack() {
        return !standing.equals(Optional.of(release));
    }

    /** Waits until nothing is run for it any more, after it was halted; an interrupt is passed on. */
    void awaitEnd() {
        try {
            over.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
