package dev.slipway.hooks;

import dev.slipway.problem.DeployException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Ends commands and checks from another thread. Once halted it stays so. */
public final class Halt {
    private final CountDownLatch halted = new CountDownLatch(1);
    private volatile @Nullable DeployException reason;

    /** Ends what runs, and what would run. Any thread; returns at once. */
    public synchronized void halt(DeployException why) {
        if (reason == null) {
            reason = why;
            halted.countDown();
        }
    }

    /** Why, if it was halted. */
    public Optional<DeployException> reason() {
        return Optional.ofNullable(reason);
    }

    /** @throws DeployException the reason, when it was halted */
    public void require() {
        reason().ifPresent(why -> {
            throw why;
        });
    }

    /**
     * Waits.
     *
     * @throws DeployException the reason, at once when it is halted
     * @throws InterruptedException when the thread is interrupted
     */
    void pause(Duration time) throws InterruptedException {
        if (halted.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
            require();
        }
    }
}
