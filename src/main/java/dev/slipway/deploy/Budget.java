package dev.slipway.deploy;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** How much one run of the retention may still do. One thread. */
final class Budget {
    private final long deadline;
    private final BooleanSupplier stopping;
    private int steps;

    /** @param stopping tells that nothing more is to be begun */
    Budget(Duration time, int steps, BooleanSupplier stopping) {
        this.stopping = stopping;
        this.deadline = System.nanoTime() + time.toNanos();
        this.steps = steps;
    }

    /** Takes one step, if there is one left. */
    boolean step() {
        return !spent() && steps-- > 0;
    }

    boolean spent() {
        return steps <= 0 || System.nanoTime() - deadline > 0 || stopping.getAsBoolean();
    }
}
