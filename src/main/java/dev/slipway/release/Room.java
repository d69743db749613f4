package dev.slipway.release;

/**
 * Asks for room on the home's disk before it is used; may make some first, which takes up to a minute. Called by the
 * thread that writes: a worker that holds no project's activations.
 */
@FunctionalInterface
public interface Room {
    /** Bytes that may be written between two calls. */
    long STEP_BYTES = 16L << 20;

    /** Always room. */
    Room ENDLESS = (bytes, written) -> {};

    /**
     * Throws when the bytes must not be written.
     *
     * @param bytes that are going to be written
     * @param written by the caller since its last call
     * @throws dev.slipway.problem.DeployException {@link dev.slipway.problem.Problem#NO_SPACE}
     */
    void require(long bytes, long written);
}
