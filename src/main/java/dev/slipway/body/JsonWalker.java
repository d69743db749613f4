package dev.slipway.body;

import dev.slipway.codec.ObjectReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Walks through a JSON object (RFC 8259). Of all values but the payload it knows only strings, brackets, and the commas
 * of the outermost object: that is right for legal JSON, and other JSON is refused when it is read. One thread at a
 * time.
 */
final class JsonWalker implements ObjectWalker {
    private enum Place { ROOT, KEY, NAME, COLON, PAYLOAD, VALUE, STRING, ESCAPE, BEHIND }

    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CLOSING = "null}".getBytes(StandardCharsets.US_ASCII);

    private final CollectedObject object;
    private final JsonName name = new JsonName();
    private Place place = Place.ROOT;
    /** Brackets that are open. */
    private int depth;
    /** The payload that is arriving. */
    private @Nullable JsonPayload payload;

    JsonWalker(CollectedObject object) {
        this.object = object;
    }

    /** White space of RFC 8259 §2. */
    static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    @Override
    public void write(byte[] buf, int off, int len) {
        int end = off + len;
        int at = off;
        while (at < end) {
            if (payload != null) {
                at = payload(payload, buf, at, end);
                continue;
            }
            int from = at;
            at = keys(buf, from, end);
            object.add(buf, from, at - from);
            if (at < end) {
                payload = beginPayload(buf[at++]);
            }
        }
    }

    @Override
    public boolean ended() {
        return place == Place.BEHIND;
    }

    /** Index of the first byte of the payload, or {@code end}. */
    private int keys(byte[] buf, int from, int end) {
        int at = from;
        while (at < end && !(place == Place.PAYLOAD && !isSpace(buf[at]) && buf[at] != 'n')) {
            place = next(buf[at++]);
        }
        return at;
    }

    private int payload(JsonPayload open, byte[] buf, int from, int end) {
        int at = open.write(buf, from, end);
        if (open.ended()) {
            payload = null;
            place = Place.VALUE;
            object.add(NULL);
        }
        return at;
    }

    private JsonPayload beginPayload(byte first) {
        if (first != '"' && first != '{') {
            throw InvalidBody.payload(JsonPayload.FORMS);
        }
        object.beginPayload(CLOSING);
        return first == '"' ? new JsonText(object) : new JsonBuffer(object);
    }

    private Place next(byte b) {
        return switch (place) {
            case NAME -> name.take(b) ? Place.COLON : Place.NAME;
            case VALUE -> value(b);
            case STRING -> b == '"' ? Place.VALUE : b == '\\' ? Place.ESCAPE : Place.STRING;
            case ESCAPE -> Place.STRING;
            case ROOT, KEY, COLON, PAYLOAD, BEHIND -> isSpace(b) ? place : token(b);
        };
    }

    private Place token(byte b) {
        if (place == Place.ROOT && b == '{') {
            depth = 1;
            return Place.KEY;
        }
        if (place == Place.KEY && b == '"') {
            name.begin();
            return Place.NAME;
        }
        if (place == Place.COLON && b == ':') {
            return valueOfKey();
        }
        boolean ends = place == Place.KEY && b == '}';
        if (ends || place == Place.PAYLOAD) { // a payload of null
            return value(b);
        }
        throw InvalidBody.object(place == Place.ROOT ? "must be an object"
                : place == Place.BEHIND ? "has something behind it" : "is not valid JSON");
    }

    private Place valueOfKey() {
        if (!name.is("payload")) {
            return Place.VALUE;
        }
        object.findPayload();
        return Place.PAYLOAD;
    }

    private Place value(byte b) {
        switch (b) {
            case '"' -> {
                return Place.STRING;
            }
            case '{', '[' -> descend();
            case '}', ']' -> depth--;
            default -> { }
        }
        if (depth == 0) {
            return Place.BEHIND;
        }
        return b == ',' && depth == 1 ? Place.KEY : Place.VALUE;
    }

    private void descend() {
        if (++depth > ObjectReader.MAX_DEPTH) {
            throw InvalidBody.object("is nested deeper than " + ObjectReader.MAX_DEPTH + " levels");
        }
    }
}
