package dev.slipway.body;

import dev.slipway.model.Digest;
import java.util.Map;

/**
 * Is told what a {@link RequestBody} contains, in the order {@code operation}, {@code payload}*, {@code digest}?,
 * {@code complete}. Called on the thread that writes to the body. What a method throws comes out of
 * {@link RequestBody#write} or {@link RequestBody#end} and ends the body.
 */
public interface BodyListener {

    /**
     * The operation object; exactly once, before any payload byte.
     *
     * @param operation keys as sent, in that order, with the value types of {@code dev.slipway.codec.ObjectReader};
     *        never has the key {@code payload}. It may hold secrets: never log, store or echo it.
     */
    void operation(Map<String, Object> operation);

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
