package dev.slipway.body;

import dev.slipway.codec.Base64Decoder;

/**
 * A payload that is a JSON string of base64, in either alphabet, with padding or without. Line breaks stand there as
 * escapes, since JSON has no others. One thread at a time.
 */
final class JsonText implements JsonPayload {
    private static final int LAST_OF_ASCII = 0x7f;

    private final Base64Decoder decoder;
    private final JsonEscape escape = new JsonEscape();
    private final byte[] escaped = new byte[1];
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
            at = behindLineBreaks(buf, stop, end);
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
            at += 2;
        }
        return at;
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
        escaped[0] = (byte) character;
        if (character > LAST_OF_ASCII || decoder.write(escaped, 0, 1) == 0) {
            throw notBase64();
        }
    }

    private static RuntimeException notBase64() {
        return InvalidBody.payload("holds other characters than base64 has");
    }
}
