package dev.slipway.body;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;

/**
 * Walks through an operation object while it arrives, just deep enough to find its payload. What it does not check is
 * checked when the {@link CollectedObject} is read.
 */
interface ObjectWalker {

    /**
     * Takes the next bytes, in any pieces.
     *
     * @throws DeployException {@link Problem#INVALID_REQUEST} when they break a rule, {@link Problem#LIMIT_EXCEEDED}
     *         when there is too much besides the payload
     */
    void write(byte[] buf, int off, int len);

    /** Whether the object has ended; only white space may follow where the notation has any. */
    boolean ended();
}
