package dev.slipway.codec;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/**
 * Checks what the CBOR parser does not: that each text string (RFC 8949 §3.1, major type 3) is strict UTF-8, without
 * overlong forms and surrogates. Heads follow one another without regard to nesting, so one flat pass is enough; on the
 * way a length that reaches beyond the end is found before anyone believes it. Allocates nothing that grows.
 */
final class CborText {
    private static final int BYTES = 2;
    private static final int TEXT = 3;
    private static final int LARGEST_IN_HEAD = 23;
    private static final int EIGHT_BYTES = 27;
    private static final int INDEFINITE = 31;
    private static final int SCRATCH = 512;

    private final byte[] cbor;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private final CharBuffer scratch = CharBuffer.allocate(SCRATCH);
    private int at;

    private CborText(byte[] cbor) {
        this.cbor = cbor;
    }

    /** Whether every text string is strict UTF-8 and every string lies within the bytes. */
    static boolean isStrict(byte[] cbor) {
        CborText text = new CborText(cbor);
        while (text.at < cbor.length) {
            if (!text.item()) {
                return false;
            }
        }
        return true;
    }

    private boolean item() {
        int head = cbor[at++] & 0xff;
        int major = head >> 5;
        int info = head & 0x1f;
        if (info == INDEFINITE) {
            return true;
        }
        long argument = info <= LARGEST_IN_HEAD ? info : argument(info);
        if (argument == -1) {
            return false;
        }
        if (major != BYTES && major != TEXT) {
            return true;
        }
        if (argument < 0 || argument > cbor.length - at) {
            return false;
        }
        int start = at;
        at += (int) argument;
        return major == BYTES || isUtf8(start, (int) argument);
    }

    /** The 1, 2, 4 or 8 bytes behind the head; -1 when they are cut short or the head is reserved. */
    private long argument(int info) {
        int size = 1 << info - LARGEST_IN_HEAD - 1;
        if (info > EIGHT_BYTES || size > cbor.length - at) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < size; i++) {
            value = value << 8 | cbor[at++] & 0xff;
        }
        return value;
    }

    private boolean isUtf8(int start, int length) {
        ByteBuffer bytes = ByteBuffer.wrap(cbor, start, length);
        decoder.reset();
        while (true) {
            scratch.clear();
            var result = decoder.decode(bytes, scratch, true);
            if (!result.isOverflow()) {
                return !result.isError();
            }
        }
    }
}
