package dev.slipway.model;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * Identifies one deployment: a UUID in lower case. Those made here are version 7 (RFC 9562 §5.7): they sort by the time
 * at which they were made, strictly within one process.
 */
public record DeploymentId(String value) implements Comparable<DeploymentId> {
    private static final Pattern LEGAL =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final SecureRandom RANDOM = new SecureRandom();
    /** Milliseconds since the epoch in the upper 52 bits, a counter within the millisecond in the lower 12. */
    private static final AtomicLong LAST = new AtomicLong();

    /** @throws DeployException {@link Problem#INVALID_REQUEST} when it is not a UUID in lower case */
    public DeploymentId {
        if (!LEGAL.matcher(value).matches()) {
            throw new DeployException(Problem.INVALID_REQUEST, "A deployment id must be a UUID in lower case");
        }
    }

    /** A new id, larger than every id that this process made before. Any thread. */
    public static DeploymentId next() {
        long floor = System.currentTimeMillis() << 12;
        long tick = LAST.updateAndGet(last -> Math.max(last + 1, floor));
        long high = (tick >>> 12 << 16) | 0x7000L | (tick & 0xfffL);
        long low = (RANDOM.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
        return new DeploymentId(new UUID(high, low).toString());
    }

    @Override
    public int compareTo(DeploymentId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
