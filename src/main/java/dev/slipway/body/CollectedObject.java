package dev.slipway.body;

import dev.slipway.codec.Format;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.util.Arrays;

/**
 * An operation object while it arrives: its bytes are collected, up to 1 MiB, with a null in the place of the payload,
 * which goes to the listener at once. One thread at a time.
 */
final class CollectedObject {
    private static final String TOO_MUCH = "The operation object may have at most " + OperationObject.MAX_BYTES
            + " bytes besides its 'payload'";

    private final Format format;
    private final SurroundedPayload payload;
    private final CollectedBytes bytes = new CollectedBytes(OperationObject.MAX_BYTES, TOO_MUCH);
    private boolean payloadFound;

    CollectedObject(Format format, BodyListener listener) {
        this.format = format;
        this.payload = new SurroundedPayload(listener);
    }

    /** Keeps bytes that do not belong to the payload. */
    void add(byte[] buf, int off, int len) {
        bytes.add(buf, off, len);
    }

    /** As {@link #add(byte[], int, int)}. */
    void add(byte... some) {
        bytes.add(some, 0, some.length);
    }

    /**
     * So many bytes or items are said to follow that do not belong to the payload.
     *
     * @param claimed an unsigned number
     * @throws DeployException {@link Problem#LIMIT_EXCEEDED} when there can never be room for them
     */
    void expect(long claimed) {
        if (Long.compareUnsigned(claimed, OperationObject.MAX_BYTES) > 0) {
            throw new DeployException(Problem.LIMIT_EXCEEDED, TOO_MUCH);
        }
    }

    /** The key of the payload was read, whatever its value is. */
    void findPayload() {
        if (payloadFound) {
            throw InvalidBody.object("has 'payload' twice");
        }
        payloadFound = true;
    }

    /** A payload begins that is not null. @param closing what makes an object of the bytes that were added so far */
    void beginPayload(byte[] closing) {
        payload.begin(OperationObject.read(() -> closed(closing), format));
    }

    /** The next bytes of the payload, at least 1. */
    void payload(byte[] buf, int off, int len) {
        payload.data(buf, off, len);
    }

    /** The body has ended, and so have the object and the payload. */
    void complete() {
        payload.complete(OperationObject.read(bytes::take, format));
    }

    private byte[] closed(byte[] closing) {
        byte[] before = bytes.toByteArray();
        byte[] closed = Arrays.copyOf(before, before.length + closing.length);
        System.arraycopy(closing, 0, closed, before.length, closing.length);
        return closed;
    }
}
