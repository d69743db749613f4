package dev.slipway.deploy;

import dev.slipway.deploy.ProjectQueues.Claim;
import dev.slipway.model.Phase;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What one deployment holds of its project: a place in the queue here, and the claim on the other servers. Any thread. */
final class HeldProject implements AutoCloseable {
    private final Claim here;
    private volatile Fleet.@Nullable Claim everywhere;

    HeldProject(Claim here) {
        this.here = here;
    }

    /** It is held on the other servers, too. */
    void everywhere(Fleet.Claim claim) {
        everywhere = claim;
    }

    /** Tells those who are refused how far it has come. */
    void enter(Phase phase) {
        here.enter(phase);
    }

    /** Completed when no other deployment is before it. */
    CompletableFuture<Void> turn() {
        return here.turn();
    }

    /** Whether no other deployment is before it. */
    boolean isMyTurn() {
        return here.turn().isDone() && !here.turn().isCompletedExceptionally();
    }

    /** Gives it back, here whatever becomes of the rest. */
    @Override
    public void close() {
        Fleet.Claim others = everywhere;
        try {
            if (others != null) {
                others.close();
            }
        } finally {
            here.close();
        }
    }
}
