package dev.slipway.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * How often a deploy is tried again, and after which pause: a random part, at least half, of a bound that doubles each time
 * (exponential back-off with jitter), so that many clients of one server do not come back together. The default lasts for
 * 30 to 60 s in all, which a container takes to restart.
 *
 * @param retries how often, 0 for never
 * @param first bound of the first pause
 * @param cap largest bound
 * @param jitter the part of the bound, 0 to 1
 */
record BackOff(int retries, Duration first, Duration cap, DoubleSupplier jitter) {
    static final int MAX_RETRIES = 1000;
    static final BackOff DEFAULT = new BackOff(5, Duration.ofSeconds(2), Duration.ofSeconds(30),
            () -> ThreadLocalRandom.current().nextDouble(0.5, 1));

    private static final int MAX_DOUBLINGS = 20;

    /** @throws IllegalArgumentException when the number is not 0 to {@value #MAX_RETRIES} */
    BackOff {
        if (retries < 0 || retries > MAX_RETRIES) {
            throw new IllegalArgumentException("a deploy is tried again 0 to " + MAX_RETRIES + " times, not " + retries);
        }
    }

    BackOff retrying(int times) {
        return new BackOff(times, first, cap, jitter);
    }

    /** @param retry 1 for the first */
    Duration before(int retry) {
        Duration bound = first.multipliedBy(1L << Math.min(retry - 1, MAX_DOUBLINGS));
        Duration capped = bound.compareTo(cap) > 0 ? cap : bound;
        return Duration.ofNanos((long) (capped.toNanos() * jitter.getAsDouble()));
    }
}
