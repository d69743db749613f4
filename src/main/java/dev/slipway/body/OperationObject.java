package dev.slipway.body;

import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectReader;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.util.Map;

/** An operation object while it arrives, without its payload: collected up to {@value #MAX_BYTES} bytes, then read. */
final class OperationObject {
    /** Far above what any operation needs; it bounds the memory that a body takes. */
    static final int MAX_BYTES = 1024 * 1024;

    private static final String TOO_MUCH = "The operation object may have at most " + MAX_BYTES
            + " bytes; an archive goes into a part of its own: send multipart or PUT";

    private final Format format;
    private final CollectedBytes bytes = new CollectedBytes(MAX_BYTES, TOO_MUCH);

    OperationObject(Format format) {
        this.format = format;
    }

    /** @throws DeployException {@link Problem#LIMIT_EXCEEDED} above {@value #MAX_BYTES} bytes in all */
    void add(byte[] buf, int off, int len) {
        bytes.add(buf, off, len);
    }

    /**
     * The object, when all its bytes came.
     *
     * @throws DeployException {@link Problem#INVALID_REQUEST} when it cannot be read or has a {@code payload}
     */
    Map<String, Object> read() {
        Map<String, Object> operation = ObjectReader.read(bytes.toByteArray(), format);
        if (operation.containsKey("payload")) {
            throw new DeployException(Problem.INVALID_REQUEST,
                    "The operation object must not hold the payload itself: send multipart or PUT");
        }
        return operation;
    }
}
