package dev.slipway.body;

import dev.slipway.problem.DeployException;

/**
 * Takes the bytes of one request body as they arrive and tells a {@link BodyListener} what they mean.
 *
 * <p>Never blocks and does no I/O. One thread at a time; different threads may follow one another when the hand-over
 * is safe (a lock, a volatile write). After a failure, and after {@link #end}, it takes nothing more.
 */
public interface RequestBody {

    /**
     * Takes the next bytes. The array may be reused by the caller afterwards; the listener is called on this thread
     * with slices of it.
     *
     * @param off index of the first byte
     * @param len number of bytes, 0 or more
     * @throws DeployException when the body breaks a rule: nothing of it may be used
     * @throws IllegalStateException after a failure or after {@link #end}
     */
    void write(byte[] buf, int off, int len);

    /**
     * Says that the body has ended. Returns normally only when the whole body was taken and verified;
     * {@link BodyListener#complete} has then been called.
     *
     * @throws DeployException when bytes are missing or what came breaks a rule: nothing of it may be used
     * @throws IllegalStateException after a failure or when called twice
     */
    void end();
}
