package dev.slipway.body;

/** The head of a CBOR item (RFC 8949 §3), put together as its one to nine bytes arrive. One thread at a time. */
final class CborHead {
    static final int UNSIGNED = 0;
    static final int NEGATIVE = 1;
    static final int BYTES = 2;
    static final int TEXT = 3;
    static final int ARRAY = 4;
    static final int MAP = 5;
    static final int TAG = 6;
    static final int SIMPLE = 7;

    private static final int LARGEST_IN_HEAD = 23;
    private static final int EIGHT_BYTES = 27;
    private static final int INDEFINITE = 31;
    private static final int LONGEST = 9;

    private final byte[] bytes = new byte[LONGEST];
    private int size;
    private int whole;

    /**
     * Takes the next byte; a whole head gives way to a new one.
     *
     * @return whether the head is whole
     */
    boolean take(byte b) {
        if (size == whole) {
            size = 0;
            whole = 1 + followers(b);
        }
        bytes[size++] = b;
        return size == whole;
    }

    private static int followers(byte first) {
        int info = first & 0x1f;
        int major = (first & 0xff) >> 5;
        boolean endless = major == UNSIGNED || major == NEGATIVE || major == TAG;
        if (info > EIGHT_BYTES && (info < INDEFINITE || endless)) {
            throw InvalidBody.object("is not valid CBOR");
        }
        return info <= LARGEST_IN_HEAD || info == INDEFINITE ? 0 : 1 << info - LARGEST_IN_HEAD - 1;
    }

    /** Whether a head has begun and bytes of it are missing. */
    boolean isOpen() {
        return size < whole;
    }

    int major() {
        return (bytes[0] & 0xff) >> 5;
    }

    /** Whether a string, list or map of indefinite length begins here. */
    boolean isIndefinite() {
        return (bytes[0] & 0x1f) == INDEFINITE && major() != SIMPLE;
    }

    /** Whether it ends an item of indefinite length. */
    boolean isBreak() {
        return (bytes[0] & 0xff) == 0xff;
    }

    boolean isNullOrUndefined() {
        return (bytes[0] & 0xff) == 0xf6 || (bytes[0] & 0xff) == 0xf7;
    }

    /** Whether content of {@link #argument} bytes follows. */
    boolean isString() {
        return (major() == BYTES || major() == TEXT) && !isIndefinite();
    }

    /** The argument as an unsigned number; 2^63 and more are negative. */
    long argument() {
        if (whole == 1) {
            return bytes[0] & 0x1f;
        }
        long value = 0;
        for (int i = 1; i < whole; i++) {
            value = value << 8 | bytes[i] & 0xff;
        }
        return value;
    }

    /** Adds the head as it was sent. */
    void addTo(CollectedObject object) {
        object.add(bytes, 0, size);
    }
}
