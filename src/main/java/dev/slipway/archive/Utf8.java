package dev.slipway.archive;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Text of tar headers, which is UTF-8 or nothing (POSIX pax; overlong forms and lone surrogates are not UTF-8). */
final class Utf8 {
    private static final char REPLACEMENT = '\ufffd';

    private Utf8() {}

    /** The text, or nothing where the bytes are not UTF-8. */
    static Optional<String> decode(byte[] bytes, int from, int to) {
        String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        return text.indexOf(REPLACEMENT) < 0 || strictlyDecodes(bytes, from, to) ? Optional.of(text) : Optional.empty();
    }

    /** The text with a mark in place of what is not UTF-8, for messages only. */
    static String shown(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    private static boolean strictlyDecodes(byte[] bytes, int from, int to) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
