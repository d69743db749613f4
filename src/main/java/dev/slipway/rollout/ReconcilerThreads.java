package dev.slipway.rollout;

import dev.slipway.deploy.Workers;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

/**
 * On which threads a node brings projects up to date. What takes long is apart from what somebody waits for: archives that a new
 * node fetches do not hold up a roll-out, and hooks of one project do not hold up the archive of another.
 */
public final class ReconcilerThreads {
    private static final int LOOKS = 4;
    private static final int MAKINGS = 4;
    private static final int CATCHING_UP = 2;
    /** Not those for requests: these wait for what is done here. Hooks take minutes, and no processor of this one. */
    private static final int SWITCHES = 64;

    private final Workers looks;
    private final Workers makings;
    private final Workers catchingUp;
    private final Workers switches;

    /** @param threads makes the threads; the container's own factory where there is one */
    public ReconcilerThreads(ThreadFactory threads) {
        this.looks = new Workers(threads, LOOKS);
        this.makings = new Workers(threads, MAKINGS);
        this.catchingUp = new Workers(threads, CATCHING_UP);
        this.switches = new Workers(threads, SWITCHES);
    }

    /** What one piece of work for a project is. */
    enum Stage {
        /** What is there is compared with what is to be: a few queries. */
        LOOK,
        /** Archives are pulled and unpacked for a roll-out, or a staged release, that waits for them. */
        MAKE,
        /** The same when nobody waits for it. */
        CATCH_UP,
        /** A release becomes live, with its hooks. */
        SWITCH
    }

    /** Those for one stage. */
    Executor of(Stage stage) {
        return switch (stage) {
            case LOOK -> looks;
            case MAKE -> makings;
            case CATCH_UP -> catchingUp;
            case SWITCH -> switches;
        };
    }

    /**
     * Takes no more work and waits for what runs, for a time; what still runs then is interrupted.
     *
     * @param patience for each kind, at most twice
     */
    public void stop(Duration patience) {
        for (Workers kind : new Workers[] {looks, makings, catchingUp, switches}) {
            if (!kind.stop(patience)) {
                kind.close();
                kind.stop(patience);
            }
        }
    }
}
