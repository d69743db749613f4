package dev.slipway.body;

import dev.slipway.codec.Base64Decoder;
import org.jspecify.annotations.Nullable;

/**
 * A payload as CBOR writes it: a byte string, also under tag 64 (RFC 8746 §2.1), or a text string of base64 in either
 * alphabet; whole or in chunks. One thread at a time.
 */
final class CborPayload {
    private static final long BYTE_ARRAY = 64;

    private final CollectedObject object;
    private boolean tagged;
    private @Nullable Base64Decoder base64;

    CborPayload(CollectedObject object) {
        this.object = object;
    }

    /** Takes a tag in front of the payload. @return whether the head is such a tag */
    boolean takeTag(CborHead head) {
        boolean tag = head.major() == CborHead.TAG && head.argument() == BYTE_ARRAY && !tagged;
        tagged |= tag;
        return tag;
    }

    /** Takes the first head of the payload. @return whether there is a payload; null and undefined are none */
    boolean begin(CborHead head) {
        if (head.isNullOrUndefined() && !tagged) {
            return false;
        }
        boolean text = head.major() == CborHead.TEXT && !tagged;
        if (!text && head.major() != CborHead.BYTES) {
            throw InvalidBody.payload("must be a byte string or base64 text");
        }
        if (text) {
            base64 = new Base64Decoder(Base64Decoder.Dialect.TEXT, object::payload, InvalidBody::payload);
        }
        return true;
    }

    void content(byte[] buf, int off, int len) {
        if (base64 == null) {
            object.payload(buf, off, len);
            return;
        }
        int end = base64.write(buf, off, len);
        base64.flush();
        if (end != off + len) {
            throw InvalidBody.payload("holds other characters than base64 has");
        }
    }

    void end() {
        if (base64 != null) {
            base64.end();
        }
    }
}
