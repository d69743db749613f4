package dev.slipway.body;

import dev.slipway.model.Digest;
import java.util.Map;

/**
 * Is told what a {@link RequestBody} contains, in one of two orders:
 *
 * <pre>
 * operation, payload*, amended?, digest?, complete      the usual one
 * payloadFirst, payload*, operation, digest?, complete  when the archive stands before the keys that tell what it is for
 * </pre>
 *
 * Called on the thread that writes to the body. What a method throws comes out of {@link RequestBody#write} or
 * {@link RequestBody#end} and ends the body.
 */
public interface BodyListener {

    /**
     * The operation object; exactly once.
     *
     * @param operation keys as sent, in that order, with the value types of {@code dev.slipway.codec.ObjectReader}, or
     *        all of them text where a form sent them; never has the key {@code payload}. It may hold secrets: never
     *        log, store or echo it.
     */
    void operation(Map<String, Object> operation);

    /**
     * The payload begins before it is known which operation it belongs to; at most once, before the first payload byte.
     * Its bytes can only be put aside until {@link #operation} tells.
     */
    void payloadFirst();

    /**
     * More keys stood behind the payload; at most once, after {@link #operation}.
     *
     * @param operation the whole object, what {@link #operation} had told included
     */
    void amended(Map<String, Object> operation);

    /**
     * The next bytes of the payload. The slice is only lent: it is overwritten after this call.
     *
     * @param off index of the first byte
     * @param len number of bytes, at least 1
     */
    void payload(byte[] buf, int off, int len);

    /** The digest that the client declares for the whole payload; at most once, after the last payload byte. */
    void digest(Digest declared);

    /**
     * The whole body was taken and verified, for multipart its closing delimiter included. Until this call a payload
     * may be cut short and must not be made live.
     *
     * @param payloadSeen whether there was a payload at all, an empty one included; whether one is needed is for the
     *        operation to say
     */
    void complete(boolean payloadSeen);
}
