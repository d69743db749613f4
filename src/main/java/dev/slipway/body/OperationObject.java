package dev.slipway.body;

import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectReader;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.util.Map;
import java.util.function.Supplier;

/** An operation object while it arrives, without its payload: collected up to {@link #MAX_BYTES} bytes, then read. */
final class OperationObject {
    /** Far above what any operation needs; it bounds the memory that a body takes. */
    static final int MAX_BYTES = maxBytes(Runtime.getRuntime().maxMemory());

    private static final int MOST = 1024 * 1024;
    private static final int LEAST = 64 * 1024;
    /** An object takes some eight times its bytes while it is read, and a user may have 16 uploads at a time. */
    private static final int HEAP_SHARE = 256;
    /** Held while an object is read, so that many large ones which end together do not fill the heap together. */
    private static final Object READING = new Object();


    private static final String TOO_MUCH = "The operation object may have at most " + MAX_BYTES
            + " bytes; an archive goes into a part of its own: send multipart or PUT";

    private final Format format;
    private final CollectedBytes bytes = new CollectedBytes(MAX_BYTES, TOO_MUCH);

    OperationObject(Format format) {
        this.format = format;
    }

    /** @throws DeployException {@link Problem#LIMIT_EXCEEDED} above {@link #MAX_BYTES} bytes in all */
    void add(byte[] buf, int off, int len) {
        bytes.add(buf, off, len);
    }

    /**
     * The object, when all its bytes came.
     *
     * @throws DeployException {@link Problem#INVALID_REQUEST} when it cannot be read or has a {@code payload}
     */
    Map<String, Object> read() {
        Map<String, Object> operation = read(bytes::take, format);
        if (operation.containsKey("payload")) {
            throw new DeployException(Problem.INVALID_REQUEST,
                    "The operation object must not hold the payload itself: send multipart or PUT");
        }
        return operation;
    }

    /**
     * Reads an object; one after the other, which takes microseconds for those that clients send.
     *
     * @param bytes gives the object's bytes, which may be a copy
     */
    static Map<String, Object> read(Supplier<byte[]> bytes, Format format) {
        synchronized (READING) {
            return ObjectReader.read(bytes.get(), format);
        }
    }

    /** 1 MiB, or less on a small heap. */
    static int maxBytes(long heapBytes) {
        return (int) Math.max(LEAST, Math.min(MOST, heapBytes / HEAP_SHARE));
    }
}
