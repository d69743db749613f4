package dev.slipway.body;

import dev.slipway.codec.Base64Decoder;

/**
 * A payload that is a JSON string of base64, in either alphabet, with padding or without. Line breaks stand there as
 * escapes, since JSON has no others. One thread at a time.
 */
final class JsonText implements JsonPayload {
    private static final int LAST_OF_ASCII = 0x7f;
    /** A backslash and a letter. */
    private static final int LINE_BREAK = 2;
    /** A backslash, the letter, four digits. */
    private static final int NUMBERED = 6;
    /** Escapes that so many characters lie between are passed over one by one: lines have 64 characters or more. */
    private static final int FAR = 60;
    /** Most characters that are decoded together. */
    private static final int UNESCAPED = 1024;

    private final Base64Decoder decoder;
    private final JsonEscape escape = new JsonEscape();
    private final byte[] unescaped = new byte[UNESCAPED];
    private boolean ended;

    JsonText(CollectedObject object) {
        this.decoder = new Base64Decoder(Base64Decoder.Dialect.LINE, object::payload, InvalidBody::payload);
    }

    @Override
    public int write(byte[] buf, int from, int end) {
        int at = from;
        while (at < end && !ended) {
            if (escape.isOpen()) {
                character(escape.take(buf[at++]));
                continue;
            }
            int stop = decoder.write(buf, at, end - at);
            boolean near = stop - at < FAR;
            at = behindLineBreaks(buf, stop, end);
            if (near) {
                at = unescaped(buf, at, end);
            }
            if (at == stop && at < end) {
                special(buf[at++]);
            }
        }
        decoder.flush();
        return at;
    }

    @Override
    public boolean ended() {
        return ended;
    }

    /** Passes over escaped line breaks that stand whole in the slice. */
    private static int behindLineBreaks(byte[] buf, int from, int end) {
        int at = from;
        while (at + 1 < end && buf[at] == '\\' && (buf[at + 1] == 'n' || buf[at + 1] == 'r')) {
            at += LINE_BREAK;
        }
        return at;
    }

    /**
     * Takes what follows with the escapes taken out of it, so that characters between many of them are decoded in groups.
     *
     * @return index behind the last that was taken: the end of the text, an escape that is cut off, or a rare one
     */
    private int unescaped(byte[] buf, int from, int end) {
        int at = from;
        int count = 0;
        while (at < end && count < UNESCAPED && buf[at] != '"') {
            int length = buf[at] == '\\' ? escapeLength(buf, at, end) : 1;
            if (length == 0) {
                break;
            }
            if (length != LINE_BREAK) {
                unescaped[count++] = length == 1 ? buf[at] : (byte) JsonEscape.number(buf, at + 2);
            }
            at += length;
        }
        if (decoder.write(unescaped, 0, count) < count) {
            throw notBase64();
        }
        return at;
    }

    /** 0 for those that are left to {@link JsonEscape}. */
    private static int escapeLength(byte[] buf, int at, int end) {
        if (end - at < LINE_BREAK) {
            return 0;
        }
        byte name = buf[at + 1];
        if (name == 'n' || name == 'r') {
            return LINE_BREAK;
        }
        if (name != 'u' || end - at < NUMBERED) {
            return 0;
        }
        int character = JsonEscape.number(buf, at + 2);
        return character > ' ' && character <= LAST_OF_ASCII ? NUMBERED : 0;
    }

    private void special(byte b) {
        if (b == '"') {
            decoder.end();
            ended = true;
        } else if (b == '\\') {
            escape.begin();
        } else {
            throw notBase64();
        }
    }

    private void character(int character) {
        if (character < 0 || character == '\r' || character == '\n') {
            return;
        }
        unescaped[0] = (byte) character;
        if (character > LAST_OF_ASCII || decoder.write(unescaped, 0, 1) == 0) {
            throw notBase64();
        }
    }

    private static RuntimeException notBase64() {
        return InvalidBody.payload("holds other characters than base64 has");
    }
}
