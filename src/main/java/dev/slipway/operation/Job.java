package dev.slipway.operation;

import dev.slipway.model.Digest;
import dev.slipway.problem.DeployException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

/** The work of one call. Exactly one of {@link #run} and {@link #abandon} is called, once. */
public interface Job {
    /** The archive that comes with the call. */
    interface Payload {
        /**
         * The bytes as they arrive; blocks. Its end means that the whole request body was received and is well-formed;
         * a body that ends otherwise makes reading fail.
         */
        InputStream stream();

        /** The digest that the body declared behind the payload, if it did; known once the stream has ended. */
        Optional<Digest> declared();
    }

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

    /** Gives back what {@link Operation#prepare} took, when the work will not be run. Any thread; does not block. */
    void abandon();
}
