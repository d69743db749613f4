package dev.slipway.body;

/** The character that an escape in a JSON string stands for (RFC 8259 §7), as its bytes arrive. */
final class JsonEscape {
    private static final String NAMES = "\"\\/bfnrt";
    private static final String CHARACTERS = "\"\\/\b\f\n\r\t";
    private static final int HEX_DIGITS = 4;
    /** What each byte is worth as a digit, or negative. */
    private static final byte[] DIGITS = new byte[256];

    static {
        for (int b = 0; b < DIGITS.length; b++) {
            DIGITS[b] = (byte) (b < 128 ? Character.digit(b, 16) : -1);
        }
    }

    private boolean open;
    private int missing;
    private int value;

    /** The backslash was read. */
    void begin() {
        open = true;
        missing = 0;
        value = 0;
    }

    /** Whether the next byte belongs to the escape. */
    boolean isOpen() {
        return open;
    }

    /** Takes the next byte. @return the character (UTF-16), or -1 while bytes of the escape are missing */
    int take(byte b) {
        if (missing > 0) {
            return hexDigit(b);
        }
        if (b == 'u') {
            missing = HEX_DIGITS;
            return -1;
        }
        int name = b < 0 ? -1 : NAMES.indexOf(b);
        if (name < 0) {
            throw InvalidBody.object("holds an escape that JSON does not have");
        }
        open = false;
        return CHARACTERS.charAt(name);
    }

    /** The number that four digits are, or negative where one is none. */
    static int number(byte[] buf, int from) {
        return digit(buf[from]) << 12 | digit(buf[from + 1]) << 8 | digit(buf[from + 2]) << 4 | digit(buf[from + 3]);
    }

    private static int digit(byte b) {
        return DIGITS[b & 0xff];
    }

    private int hexDigit(byte b) {
        int digit = digit(b);
        if (digit < 0) {
            throw InvalidBody.object("holds an escape that JSON does not have");
        }
        value = value << 4 | digit;
        missing--;
        open = missing > 0;
        return open ? -1 : value;
    }
}
