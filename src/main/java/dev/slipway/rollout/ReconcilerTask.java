package dev.slipway.rollout;

import dev.slipway.cluster.Holder;
import dev.slipway.hooks.Halt;
import dev.slipway.model.DeploymentId;
import dev.slipway.problem.DeployException;
import dev.slipway.rollout.Desired.State;
import dev.slipway.rollout.ReconcilerThreads.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** What there is to do for one project on this node; for the {@link Reconciler}. One thread carries it out, another may look. */
final class ReconcilerTask {
    static final long FIRST_PAUSE = Duration.ofSeconds(5).toMillis();

    boolean running; // guarded by this
    boolean again; // guarded by this
    Optional<Desired> desired = Optional.empty(); // guarded by this
    List<Hold> holds = List.of(); // guarded by this
    boolean unheard; // guarded by this
    private Optional<Desired> begun = Optional.empty(); // what was desired when its thread began; guarded by this
    private Optional<Work> work = Optional.empty(); // what its thread is at that may be called off; guarded by this
    private boolean queued; // for a thread that may take long to come; guarded by this
    private long turn; // number of the work that is queued or runs; guarded by this
    private final String self;
    volatile Stage stage = Stage.LOOK; // what its thread is for
    volatile Optional<Stage> next = Optional.empty(); // what it needs a thread for when this one has ended
    volatile Optional<Observed> said = Optional.empty();
    volatile long notBefore;
    volatile long pause = FIRST_PAUSE;
    volatile long triedGeneration;
    volatile long began;
    volatile List<Holder> known = List.of(); // nodes that there were when it stalled
    final Set<DeploymentId> stalled = ConcurrentHashMap.newKeySet();

    /** @param self id of this node */
    ReconcilerTask(String self) {
        this.self = self;
    }

    /** What its thread is at, until that closes it. */
    final class Work implements AutoCloseable {
        private final BooleanSupplier wanted;
        private final DeployException reason;
        private final Halt halt = new Halt();

        private Work(BooleanSupplier wanted, DeployException reason) {
            this.wanted = wanted;
            this.reason = reason;
        }

        /** Halted as soon as it is not wanted any more. */
        Halt halt() {
            return halt;
        }

        @Override
        public void close() {
            synchronized (ReconcilerTask.this) {
                work = Optional.empty();
            }
        }
    }

    /** It waits for a thread. @return the turn; those before are over */
    synchronized long queue(Stage forStage) {
        queued = forStage != Stage.LOOK;
        return ++turn;
    }

    /** Its thread has come. @return false when the turn is over: another thread does it */
    synchronized boolean starts(long itsTurn) {
        boolean mine = itsTurn == turn;
        queued &= !mine;
        return mine;
    }

    /** Whether it waits for a thread for something that is superseded: that is not to be awaited. */
    synchronized boolean waitsInVain() {
        return queued && (begun.isPresent() ? isSuperseded(begun.get()) : desired.isPresent());
    }

    /** What is to be carried out now. */
    synchronized Optional<Desired> take() {
        begun = desired;
        return desired;
    }

    /**
     * Its thread begins with something that takes time, or with a switch. No look comes between the question whether it is wanted and
     * its beginning.
     *
     * @param wanted asked with each look
     * @param reason why it ends when it is not
     * @throws DeployException the reason, when it is not wanted now
     */
    synchronized Work begin(BooleanSupplier wanted, DeployException reason) {
        if (!wanted.getAsBoolean()) {
            throw reason;
        }
        Work begins = new Work(wanted, reason);
        work = Optional.of(begins);
        return begins;
    }

    /** Halts what is not wanted any more. Returns at once. */
    synchronized void callOff() {
        work.filter(one -> !one.wanted.getAsBoolean()).ifPresent(one -> one.halt.halt(one.reason));
    }

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

    /** Whether something has been said of what is to be live after that. */
    synchronized boolean isSuperseded(Desired then) {
        return desired.filter(now -> now.generation() > then.generation()).isPresent();
    }

    private boolean isToBeLive(DeploymentId release) {
        return desired.flatMap(Desired::release).equals(Optional.of(release));
    }

    /** Whether a roll-out is under way that asks something of this node which it did not when its thread began. */
    private boolean isRolling() {
        return isAwaited() && !desired.map(this::duty).equals(begun.map(this::duty));
    }

    private record Duty(long generation, State state, boolean switches) {}

    private Duty duty(Desired one) {
        return new Duty(one.generation(), one.state(), one.allowed().permits(self));
    }
}
