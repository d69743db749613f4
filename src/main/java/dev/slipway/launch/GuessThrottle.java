package dev.slipway.launch;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Slows down who guesses passwords: after some failures an address is refused for a second, and for twice as long after
 * each further one, up to a minute. Addresses of IPv6 count by their first 64 bits. At most {@link #MAX_ADDRESSES} are
 * remembered, the one that was quiet for longest is forgotten. Any thread.
 */
final class GuessThrottle {
    static final int MAX_ADDRESSES = 10_000;
    static final int FREE_FAILURES = 5;
    static final Duration LONGEST = Duration.ofMinutes(1);
    static final Duration MEMORY = Duration.ofMinutes(10);

    private static final int LONGEST_DOUBLINGS = 6;

    private final LongSupplier nanoTime;
    /** Guarded by this. */
    private final Map<String, Failures> failures = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > MAX_ADDRESSES;
        }
    };

    private record Failures(int count, long lastNanos) {
        long refusedNanos() {
            if (count < FREE_FAILURES) {
                return 0;
            }
            int doublings = Math.min(count - FREE_FAILURES, LONGEST_DOUBLINGS);
            return Math.min(LONGEST.toNanos(), Duration.ofSeconds(1L << doublings).toNanos());
        }
    }

    GuessThrottle(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Whether a password from this address is refused unheard now. */
    synchronized boolean refuses(String address) {
        Failures known = failures.get(network(address));
        return known != null && nanoTime.getAsLong() - known.lastNanos() < known.refusedNanos();
    }

    synchronized void failed(String address) {
        long now = nanoTime.getAsLong();
        failures.compute(network(address), (key, known) -> {
            boolean fresh = known == null || now - known.lastNanos() > MEMORY.toNanos();
            return new Failures(fresh ? 1 : known.count() + 1, now);
        });
    }

    synchronized void succeeded(String address) {
        failures.remove(network(address));
    }

    /** Tomcat writes IPv6 addresses in full, eight groups. */
    private static String network(String address) {
        String[] groups = address.split(":", -1);
        return groups.length == 8 ? String.join(":", groups[0], groups[1], groups[2], groups[3]) : address;
    }
}
