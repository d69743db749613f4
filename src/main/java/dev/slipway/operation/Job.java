package dev.slipway.operation;

import dev.slipway.deploy.Followed;
import dev.slipway.deploy.Payload;
import dev.slipway.problem.DeployException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** The work of one call. Exactly one of {@link #run} and {@link #abandon} is called, once. */
public interface Job {
    /** What becomes of a payload. */
    enum Use {
        /** The job reads it: it is run as soon as there are bytes. */
        WANTED,
        /** There must be none: the job is run when the body has ended. */
        REFUSED,
        /** There may be one, which is of no interest any more: the job is run at once. */
        IGNORED
    }

    /** What becomes of a payload that belongs to this call. */
    Use payload();

    /**
     * Does the work on a worker thread; may block.
     *
     * @return the answer
     * @throws DeployException when it failed; everything is undone then
     * @throws IOException when the disk failed in a way that has no better name
     */
    Answer run(Payload payload) throws IOException;

    /**
     * More fields stood behind the payload. Called at most once, before the payload's end is told, while {@link #run}
     * may be at work on another thread; does not block.
     *
     * @param fields the whole operation object
     * @throws DeployException when it cannot be carried out as a whole; the payload is then told to have failed
     */
    default void amend(Map<String, Object> fields) {
        // for operations without a payload, which nothing can follow
    }

    /**
     * How the call can be ended from elsewhere while it arrives. Called once, before {@link #run}; does not block.
     *
     * @param ending ends the call with a reason that its client is told; returns at once
     */
    default void endedBy(Consumer<DeployException> ending) {
        // for those that nobody can end
    }

    /** The deployment that this call is, whose events its client may follow while it sends. */
    default Optional<Followed> deployment() {
        return Optional.empty();
    }

    /**
     * Completed when the deployment that this call is has a record, which a server that is killed leaves behind; at once where
     * there is none. Does not block; completed by any thread, with a {@link DeployException} when it cannot be recorded.
     */
    default CompletionStage<Void> recorded() {
        return CompletableFuture.completedStage(null);
    }

    /**
     * Gives back what {@link Operation#prepare} took, when the work will not be run. Any thread; does not block.
     *
     * @param reason why
     */
    void abandon(DeployException reason);

    /** Work without a payload. */
    interface Work {
        /** As {@link Job#run}. */
        Answer run() throws IOException;
    }

    /** The job of a call that takes no payload and holds nothing. */
    static Job of(Work work) {
        return new Plain(Use.REFUSED, work);
    }

    /** The job of a call whose payload was dealt with before. */
    static Job ignoringPayload(Work work) {
        return new Plain(Use.IGNORED, work);
    }

    /** A job that holds nothing. */
    record Plain(Use payload, Work work) implements Job {
        @Override
        public Answer run(Payload given) throws IOException {
            return work.run();
        }

        @Override
        public void abandon(DeployException reason) {
            // nothing was taken
        }
    }
}
