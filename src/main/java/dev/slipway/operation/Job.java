package dev.slipway.operation;

import dev.slipway.deploy.Payload;
import dev.slipway.problem.DeployException;
import java.io.IOException;
import java.util.Map;

/** The work of one call. Exactly one of {@link #run} and {@link #abandon} is called, once. */
public interface Job {
    /** Whether a payload belongs to this call. */
    boolean takesPayload();

    /**
     * Does the work on a worker thread; may block.
     *
     * @return the answer, as an object
     * @throws DeployException when it failed; everything is undone then
     * @throws IOException when the disk failed in a way that has no better name
     */
    Map<String, Object> run(Payload payload) throws IOException;

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

    /** Gives back what {@link Operation#prepare} took, when the work will not be run. Any thread; does not block. */
    void abandon();
}
