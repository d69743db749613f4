package dev.slipway.body;

import dev.slipway.model.Digest;
import java.util.Map;
import java.util.Optional;

/**
 * A payload that stands between the keys of its operation object, as it does in CBOR, in JSON and in forms. Decides by
 * the keys before the payload whether its listener can be told of the operation at once: it can when they name the
 * operation and the project. One thread at a time.
 */
final class SurroundedPayload {
    private final BodyListener listener;
    private boolean begun;
    private boolean told;
    private int keysTold;

    SurroundedPayload(BodyListener listener) {
        this.listener = listener;
    }

    /** The payload begins, once, before its first byte. @param before the keys that stand before it */
    void begin(Map<String, Object> before) {
        begun = true;
        if (before.containsKey("operation") && before.containsKey("project")) {
            told = true;
            keysTold = before.size();
            listener.operation(before);
        } else {
            listener.payloadFirst();
        }
    }

    /** The next bytes of the payload. */
    void data(byte[] buf, int off, int len) {
        listener.payload(buf, off, len);
    }

    /** The body has ended. @param whole all keys but the payload, those of {@link #begin} first */
    void complete(Map<String, Object> whole) {
        complete(whole, Optional.empty());
    }

    /** The same, with the digest that the body declares for the payload, if it does. */
    void complete(Map<String, Object> whole, Optional<Digest> digest) {
        if (!told) {
            listener.operation(whole);
        } else if (whole.size() > keysTold) {
            listener.amended(whole);
        }
        digest.ifPresent(listener::digest);
        listener.complete(begun);
    }
}
