package dev.slipway.web;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Mutual exclusion without waiting: whoever signals first has the turn and works until nobody has signalled any more;
 * others leave their signal and go. What one turn wrote is visible to the next, whichever threads they run on.
 */
final class Turns {
    private static final System.Logger LOG = System.getLogger(Turns.class.getName());

    private final AtomicInteger signals = new AtomicInteger();
    private final Runnable turn;

    /** @param turn one turn; must not block. What it throws is logged: the next signal must have its turn all the same */
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
            try {
                turn.run();
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.ERROR, "a turn of an upload failed", e);
            }
            seen = signals.addAndGet(-seen);
        } while (seen != 0);
    }
}
