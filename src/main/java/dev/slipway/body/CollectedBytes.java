package dev.slipway.body;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.ByteArrayOutputStream;

/** Bytes kept in memory up to a bound; the buffer grows with what arrives, never with what is announced. */
final class CollectedBytes {
    private final int max;
    private final String tooMuch;
    private ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /**
     * @param max bytes at most
     * @param tooMuch what to tell when there are more
     */
    CollectedBytes(int max, String tooMuch) {
        this.max = max;
        this.tooMuch = tooMuch;
    }

    /** @throws DeployException {@link Problem#LIMIT_EXCEEDED} when there are more than allowed */
    void add(byte[] buf, int off, int len) {
        if (len > max - bytes.size()) {
            throw new DeployException(Problem.LIMIT_EXCEEDED, tooMuch);
        }
        bytes.write(buf, off, len);
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }

    /** All bytes, which are not kept here any longer. */
    byte[] take() {
        byte[] all = bytes.toByteArray();
        bytes = new ByteArrayOutputStream(0);
        return all;
    }
}
