package dev.slipway.body;

import dev.slipway.codec.Base64Decoder;
import org.jspecify.annotations.Nullable;

/**
 * A payload as CBOR writes it: a byte string, also under tag 64 (RFC 8746 §2.1), or a text string of base64 in either
 * alphabet; whole or in chunks. One thread at a time.
 */
final class CborPayload {
    private static final long BYTE_ARRAY = 64;
    /** First byte of a byte string without content. */
    private static final int BYTE_STRING = 0x40;
    private static final int LARGEST_IN_HEAD = 23;
    /** The length stands in the four bytes behind. */
    private static final int FOUR_BYTES = 26;
    /** Content of more bytes is passed on as it stands. */
    private static final int SMALL = 256;

    private final CollectedObject object;
    /** Small pieces that are passed on together. */
    private final byte[] together = new byte[16 * SMALL];
    private int filled;
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
            bytes(buf, off, len);
            return;
        }
        int end = base64.write(buf, off, len);
        if (end != off + len) {
            throw InvalidBody.payload("holds other characters than base64 has");
        }
    }

    /**
     * Takes chunks of a byte string, each of them small and whole in the slice.
     *
     * @param from where a chunk may begin
     * @return index behind the last that was taken; {@code from} for none
     */
    int smallChunks(byte[] buf, int from, int end) {
        int at = from;
        while (base64 == null && at < end) {
            int info = buf[at] - BYTE_STRING;
            int head = info <= LARGEST_IN_HEAD ? 1 : 1 + (1 << info - LARGEST_IN_HEAD - 1);
            if (info < 0 || info > FOUR_BYTES || end - at < head) {
                return at;
            }
            int length = info <= LARGEST_IN_HEAD ? info : number(buf, at + 1, head - 1);
            if (length < 0 || length > SMALL || end - at - head < length) {
                return at;
            }
            bytes(buf, at + head, length);
            at += head + length;
        }
        return at;
    }

    private static int number(byte[] buf, int from, int bytes) {
        int value = 0;
        for (int i = from; i < from + bytes; i++) {
            value = value << 8 | buf[i] & 0xff;
        }
        return value;
    }

    private void bytes(byte[] buf, int off, int len) {
        if (len > SMALL || len > together.length - filled) {
            flush();
        }
        if (len > SMALL) {
            object.payload(buf, off, len);
        } else {
            System.arraycopy(buf, off, together, filled, len);
            filled += len;
        }
    }

    /** Passes on what waits: at the end of each slice. */
    void flush() {
        if (base64 != null) {
            base64.flush();
        } else if (filled > 0) {
            int count = filled;
            filled = 0;
            object.payload(together, 0, count);
        }
    }

    void end() {
        if (base64 != null) {
            base64.end();
        }
        flush();
    }
}
