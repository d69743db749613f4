package dev.slipway.web;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Judges how fast a client sends. Time in which the server itself had stopped reading does not count against the
 * client.
 *
 * <p>The reading side calls {@link #received}, {@link #waits} and {@link #pauses} in its turn; the watchdog calls
 * {@link #judge} from one thread. What both touch is volatile.
 */
final class Pace {
    private final UploadTimes times;
    private final long startedAt;
    private volatile long bytes;
    private volatile long lastProgressAt;
    private volatile boolean paused;

    // the watchdog's own
    private long judgedAt;
    private long windowNanos;
    private long windowBytes;

    Pace(UploadTimes times, long now) {
        this.times = times;
        this.startedAt = now;
        this.lastProgressAt = now;
        this.judgedAt = now;
    }

    /** Bytes came in. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // only the thread whose turn it is writes
    void received(int count, long now) {
        bytes = bytes + count;
        lastProgressAt = now;
    }

    /** The server waits for the client from now on, if it did not already. */
    void waits(long now) {
        if (paused) {
            paused = false;
            lastProgressAt = now;
        }
    }

    /** The server itself holds back from now on, if it did not already. */
    void pauses(long now) {
        if (!paused) {
            paused = true;
            lastProgressAt = now;
        }
    }

    /** Bytes received in all. */
    long bytes() {
        return bytes;
    }

    /** Whether the server has been holding back for long enough that a few bytes should be read all the same. */
    boolean wantsTrickle(long now) {
        return paused && now - lastProgressAt > UploadTimes.TRICKLE_NANOS;
    }

    /** Whether the server holds back now. */
    boolean paused() {
        return paused;
    }

    /** What is wrong with the client's pace, if anything. Called every half second. */
    Optional<DeployException> judge(long now) {
        long elapsed = now - judgedAt;
        judgedAt = now;
        if (now - startedAt > times.deadlineNanos()) {
            return Optional.of(stalled("The upload took longer than upload-deadline ("
                    + TimeUnit.NANOSECONDS.toSeconds(times.deadlineNanos()) + " s)"));
        }
        if (paused) {
            return Optional.empty();
        }
        if (now - lastProgressAt > times.stallNanos()) {
            return Optional.of(stalled("No byte came for stall-timeout ("
                    + TimeUnit.NANOSECONDS.toSeconds(times.stallNanos()) + " s), after " + bytes + " bytes"));
        }
        windowNanos += elapsed;
        if (windowNanos < UploadTimes.RATE_WINDOW_NANOS) {
            return Optional.empty();
        }
        long seen = bytes - windowBytes;
        boolean tooSlow = seen < times.minRate() * TimeUnit.NANOSECONDS.toSeconds(windowNanos);
        windowNanos = 0;
        windowBytes = bytes;
        return tooSlow
                ? Optional.of(stalled("The upload is slower than min-rate (" + times.minRate()
                        + " bytes/s): " + seen + " bytes came in the last 30 s"))
                : Optional.empty();
    }

    private static DeployException stalled(String detail) {
        return new DeployException(Problem.STALLED, detail);
    }
}
