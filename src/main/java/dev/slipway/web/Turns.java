package dev.slipway.web;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Mutual exclusion without waiting: whoever signals first has the turn and works until nobody has signalled any more;
 * others leave their signal and go. What one turn wrote is visible to the next, whichever threads they run on.
 */
final class Turns {
    private final AtomicInteger signals = new AtomicInteger();
    private final Runnable turn;

    /** @param turn one turn; must not block and must not throw */
    Turns(Runnable turn) {
        this.turn = turn;
    }

    /** Something has happened: a turn follows, on this thread or on the one that has the turn now. Any thread. */
    void signal() {
        if (signals.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            turn.run();
            seen = signals.addAndGet(-seen);
        } while (seen != 0);
    }
}
