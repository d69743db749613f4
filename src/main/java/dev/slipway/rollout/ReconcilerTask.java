package dev.slipway.rollout;

import dev.slipway.cluster.Holder;
import dev.slipway.model.DeploymentId;
import dev.slipway.rollout.Desired.State;
import dev.slipway.rollout.ReconcilerThreads.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** What there is to do for one project on this node; for the {@link Reconciler}. One thread carries it out, another may look. */
final class ReconcilerTask {
    static final long FIRST_PAUSE = Duration.ofSeconds(5).toMillis();

    boolean running; // guarded by this
    boolean again; // guarded by this
    Optional<Desired> desired = Optional.empty(); // guarded by this
    List<Hold> holds = List.of(); // guarded by this
    boolean unheard; // guarded by this
    volatile Stage stage = Stage.LOOK; // what its thread is for
    volatile Optional<Stage> next = Optional.empty(); // what it needs a thread for when this one has ended
    volatile Optional<Observed> said = Optional.empty();
    volatile long notBefore;
    volatile long pause = FIRST_PAUSE;
    volatile long triedGeneration;
    volatile long began;
    volatile long switching; // generation; 0 when none is
    final AtomicBoolean cutting = new AtomicBoolean();
    volatile List<Holder> known = List.of(); // nodes that there were when it stalled
    final Set<DeploymentId> stalled = ConcurrentHashMap.newKeySet();

    /** Whether what follows is for another thread; that is remembered. */
    boolean isFor(Stage needed) {
        if (stage == needed || stage == Stage.MAKE && needed == Stage.CATCH_UP) {
            return false;
        }
        next = Optional.of(needed);
        return true;
    }

    /** Whether somebody waits for what is made here now. */
    synchronized boolean isAwaited() {
        return desired.filter(one -> one.state() != State.DONE).isPresent();
    }

    /** Whether a release is to be live still, or to be kept. */
    synchronized boolean isWanted(DeploymentId release) {
        return isToBeLive(release) || !isRolling() && holds.stream().anyMatch(hold -> hold.recipe().release().equals(release));
    }

    /** Whether a release is to be kept still; that makes way for a roll-out. */
    synchronized boolean isWanted(Hold wish) {
        return isToBeLive(wish.recipe().release())
                || !isRolling() && holds.stream().anyMatch(hold -> hold.recipe().equals(wish.recipe()));
    }

    /** Whether nothing has been said of what is to be live since then. */
    synchronized boolean isStill(Desired then) {
        return desired.filter(now -> now.generation() == then.generation()).isPresent();
    }

    private boolean isToBeLive(DeploymentId release) {
        return desired.flatMap(Desired::release).equals(Optional.of(release));
    }

    private boolean isRolling() {
        return again && desired.filter(one -> one.state() != State.DONE).isPresent();
    }
}
