package dev.slipway.web;

import java.util.concurrent.atomic.AtomicReference;

/** How far the worker of one exchange has come; the exchange may take back what has not begun. Any thread. */
final class WorkerLease {
    private enum State {
        NONE,
        QUEUED,
        RUNNING,
        TAKEN_BACK
    }

    private volatile long queuedAt;
    private final AtomicReference<State> state = new AtomicReference<>(State.NONE);

    /** The work is handed to the workers; true once. */
    boolean queue() {
        queuedAt = System.nanoTime();
        return state.compareAndSet(State.NONE, State.QUEUED);
    }

    /** Whether it has waited for a worker for longer than that. */
    boolean hasWaited(long nanos, long now) {
        return state.get() == State.QUEUED && now - queuedAt > nanos;
    }

    /** A worker begins; false when the work was taken back. */
    boolean begin() {
        return state.compareAndSet(State.QUEUED, State.RUNNING);
    }

    /** Whether it was waiting for a worker and is taken back by this call. */
    boolean takeBackQueued() {
        return state.compareAndSet(State.QUEUED, State.TAKEN_BACK);
    }

    /** Whether no worker has begun; from then on none will. */
    boolean takeBack() {
        return state.compareAndSet(State.QUEUED, State.TAKEN_BACK)
                || state.compareAndSet(State.NONE, State.TAKEN_BACK)
                || state.get() == State.TAKEN_BACK;
    }
}
