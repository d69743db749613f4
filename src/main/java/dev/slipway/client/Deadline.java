package dev.slipway.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a deploy must have ended.
 *
 * @param given the time it was given, or null for no end
 * @param nanos the end, as of {@link System#nanoTime}; without meaning when there is none
 */
record Deadline(@Nullable Duration given, long nanos) {
    static final Deadline NONE = new Deadline(null, 0);

    /** From now on. */
    static Deadline in(Duration time) {
        return new Deadline(time, System.nanoTime() + time.toNanos());
    }

    boolean passed() {
        return given != null && System.nanoTime() - nanos >= 0;
    }

    /** Whether it comes before so much time has gone by. */
    boolean comesWithin(Duration time) {
        return given != null && nanos - System.nanoTime() < time.toNanos();
    }
}
