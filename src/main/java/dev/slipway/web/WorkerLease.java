package dev.slipway.web;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** How far the worker of one exchange has come; the exchange may take back what has not begun. Any thread. */
final class WorkerLease {
    private enum State {
        NONE,
        QUEUED,
        RUNNING,
        ENDED,
        TAKEN_BACK
    }

    private static final long NEVER = 0;

    private final AtomicLong queuedAt = new AtomicLong(NEVER);
    private final AtomicReference<State> state = new AtomicReference<>(State.NONE);

    /**
     * The work is handed to the workers; true once.
     *
     * @param now nano time, from which on it waits; that of the first call counts
     */
    boolean queue(long now) {
        queuedAt.compareAndSet(NEVER, now | 1);
        return state.compareAndSet(State.NONE, State.QUEUED);
    }

    /** Whether it has waited for a worker for longer than that. */
    boolean hasWaited(long nanos, long now) {
        return state.get() == State.QUEUED && now - queuedAt.get() > nanos;
    }

    /** A worker begins; false when the work was taken back. */
    boolean begin() {
        return state.compareAndSet(State.QUEUED, State.RUNNING);
    }

    /** What the worker began has come to its end. */
    void end() {
        state.compareAndSet(State.RUNNING, State.ENDED);
    }

    /** Whether no worker has begun; from then on none will. */
    boolean takeBack() {
        return state.compareAndSet(State.QUEUED, State.TAKEN_BACK)
                || state.compareAndSet(State.NONE, State.TAKEN_BACK)
                || state.get() == State.TAKEN_BACK;
    }

    /** Whether nothing waits for a worker, and none is at work. */
    boolean isIdle() {
        State now = state.get();
        return now != State.QUEUED && now != State.RUNNING;
    }
}
