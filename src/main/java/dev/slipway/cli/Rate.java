package dev.slipway.cli;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Bytes per second over the last few seconds, so that the figure neither jumps with every file nor tells of what was
 * long ago. For one thread.
 */
final class Rate {
    /** What counts. */
    static final Duration WINDOW = Duration.ofSeconds(6);

    private static final long WINDOW_NANOS = WINDOW.toNanos();
    /** Most samples in a window. */
    private static final long BETWEEN_SAMPLES = WINDOW_NANOS / 60;
    /** Before this nothing is foretold. */
    private static final long LEAST_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Deque<Sample> samples = new ArrayDeque<>();
    private Sample latest = new Sample(0, 0);

    private record Sample(long nanos, long bytes) {}

    /**
     * So many bytes in all were done at a time.
     *
     * @param nanos not before that of the last call
     */
    void add(long nanos, long bytes) {
        if (bytes < latest.bytes()) { // another attempt has begun
            samples.clear();
        }
        latest = new Sample(nanos, bytes);
        Sample last = samples.peekLast();
        if (last == null || nanos - last.nanos() >= BETWEEN_SAMPLES) {
            samples.addLast(latest);
        }
        while (samples.size() > 1 && nanos - samples.getFirst().nanos() > WINDOW_NANOS) {
            samples.removeFirst();
        }
    }

    /** Bytes per second; 0 before there are two samples. */
    long perSecond() {
        Sample first = samples.peekFirst();
        if (first == null || latest.nanos() == first.nanos()) {
            return 0;
        }
        double seconds = (latest.nanos() - first.nanos()) / (double) TimeUnit.SECONDS.toNanos(1);
        return (long) ((latest.bytes() - first.bytes()) / seconds);
    }

    /** How long so many bytes more will take, once that can be told. */
    Optional<Duration> timeFor(long bytes) {
        Sample first = samples.peekFirst();
        long rate = perSecond();
        return first == null || latest.nanos() - first.nanos() < LEAST_NANOS || rate == 0
                ? Optional.empty() : Optional.of(Duration.ofSeconds(Math.max(0, bytes) / rate));
    }
}
