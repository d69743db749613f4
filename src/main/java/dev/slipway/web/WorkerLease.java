package dev.slipway.web;

import java.util.concurrent.atomic.AtomicReference;

/** How far the worker of an exchange has come; the exchange may take back what has not begun. Any thread. */
final class WorkerLease {
    private enum State {
        NONE,
        QUEUED,
        RUNNING,
        TAKEN_BACK
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.NONE);

    /** Whether a worker is to be asked for now: once. */
    boolean queue() {
        return state.compareAndSet(State.NONE, State.QUEUED);
    }

    /** Whether the worker that was asked for may begin. */
    boolean begin() {
        return state.compareAndSet(State.QUEUED, State.RUNNING);
    }

    /** Whether no worker has begun; from then on none will. */
    boolean takeBack() {
        return state.compareAndSet(State.QUEUED, State.TAKEN_BACK)
                || state.compareAndSet(State.NONE, State.TAKEN_BACK)
                || state.get() == State.TAKEN_BACK;
    }
}
