package dev.slipway.body;

/** A JSON string that is compared with a few short names, as its bytes arrive. */
final class JsonName {
    private static final int FIRST_LEGAL = 0x20;

    private final ShortName name = new ShortName();
    private final JsonEscape escape = new JsonEscape();

    /** The opening quotation mark was read. */
    void begin() {
        name.begin();
    }

    /** Takes the next byte. @return whether it was the closing quotation mark */
    boolean take(byte b) {
        if (escape.isOpen()) {
            int character = escape.take(b);
            if (character >= 0) {
                name.add(character);
            }
            return false;
        }
        if (b >= 0 && b < FIRST_LEGAL) {
            throw InvalidBody.object("holds a control character in a string; JSON wants it escaped");
        }
        if (b == '\\') {
            escape.begin();
        } else if (b != '"') {
            name.add(b & 0xff);
        }
        return b == '"';
    }

    /** Whether the whole string is this name. @param expected at most 8 characters of ASCII */
    boolean is(String expected) {
        return name.is(expected);
    }
}
