package dev.slipway.client;

import dev.slipway.problem.Problem;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Counts the attempts of one deploy, decides whether another one can help, and waits before it. For the thread of the
 * deploy.
 */
final class Attempts {
    /** A server that asks for a longer pause is not waited for. */
    static final Duration LONGEST_ASKED = Duration.ofMinutes(10);

    private static final Set<Integer> PASSING = Set.of(408, 429, 502, 503, 504);
    /** Another deploy is not waited for; a full disk does not become emptier, nor a server healthy, by sending again. */
    private static final Set<Problem> NOT_REPEATED =
            Set.of(Problem.PROJECT_BUSY, Problem.NO_SPACE, Problem.NOT_REPLICATED, Problem.PARTLY_LIVE);

    private final BackOff backOff;
    private final Deadline deadline;
    private final DeployListener listener;
    private int retries;
    private int waits;
    private boolean reached;
    private boolean digestDiffered;

    Attempts(BackOff backOff, Deadline deadline, DeployListener listener) {
        this.backOff = backOff;
        this.deadline = deadline;
        this.listener = listener;
    }

    /** How often it was tried so far. */
    int made() {
        return retries + 1;
    }

    /** The server has answered as itself: from now on a name that is not found is a fault that passes. */
    void reachedServer() {
        reached = true;
    }

    /** The last attempt got further than those before: what comes now is counted anew. */
    void gotFurther() {
        retries = 0;
        reached = true;
    }

    /**
     * Waits before the next attempt.
     *
     * @throws DeployFailedException the failure given when another attempt cannot help or there is none left, or one
     *     that says that the time is over or that the wait was interrupted
     */
    void pauseAfter(DeployFailedException failure) throws DeployFailedException {
        Duration asked = failure.retryAfter().orElse(Duration.ZERO);
        if (!mayPass(failure) || retries >= backOff.retries() || asked.compareTo(LONGEST_ASKED) > 0) {
            throw failure;
        }
        waits = 0;
        wait(made() + 1, longer(backOff.before(retries + 1), asked), failure);
        retries++;
    }

    /**
     * Waits while the server is still at work on this very deployment; this is not counted as an attempt. The pauses
     * grow as those before attempts do.
     *
     * @param asked the shortest pause that the server asks for, obeyed up to {@link #LONGEST_ASKED}
     */
    void pauseForOwnWork(Duration asked, DeployFailedException failure) throws DeployFailedException {
        waits++;
        Duration obeyed = asked.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : asked;
        wait(made(), longer(backOff.before(waits), obeyed), failure);
    }

    private void wait(int attempt, Duration pause, DeployFailedException why) throws DeployFailedException {
        if (deadline.comesWithin(pause)) {
            throw Trouble.outOfTime(why.getMessage(), deadline, why);
        }
        listener.retrying(attempt, pause, why);
        try {
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Trouble.interrupted();
        }
    }

    private boolean mayPass(DeployFailedException failure) {
        Problem problem = failure.status() == 0 ? null : Verdict.problem(failure.code());
        if (problem == Problem.DIGEST_MISMATCH) {
            boolean first = !digestDiffered;
            digestDiffered = true;
            return first;
        }
        if (problem != null) {
            return problem.retryable() && !NOT_REPEATED.contains(problem);
        }
        return switch (failure.code()) {
            case "unreachable", "connection-lost" -> true;
            case "unknown-host" -> reached;
            default -> PASSING.contains(failure.status());
        };
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
