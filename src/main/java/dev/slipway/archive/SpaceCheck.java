package dev.slipway.archive;

import java.io.IOException;

/**
 * Asks whether the disk has room, before it is used: where {@code min-free-bytes} is kept.
 *
 * <p>Called on the thread that extracts, once at the start and then before each {@link #STEP_BYTES} are written.
 */
@FunctionalInterface
public interface SpaceCheck {
    /** Content bytes that may be written between two calls. */
    long STEP_BYTES = 16L << 20;

    /** Always room. */
    SpaceCheck NONE = (bytes, written) -> {};

    /**
     * Throws when the bytes must not be written.
     *
     * @param bytes that may be written before the next call; 0 when nothing is known yet
     * @param written by the caller since its last call
     * @throws dev.slipway.problem.DeployException {@link dev.slipway.problem.Problem#NO_SPACE}
     * @throws IOException when the disk cannot be asked
     */
    void require(long bytes, long written) throws IOException;
}
