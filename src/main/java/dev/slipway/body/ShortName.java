package dev.slipway.body;

/** A name that is compared with a few short ones in ASCII, as its characters arrive. Keeps no more than it needs. */
final class ShortName {
    private static final int MOST = 8;

    private final char[] characters = new char[MOST];
    private int length;

    void begin() {
        length = 0;
    }

    /** The next character, or the next byte of UTF-8: those of other characters are equal to nothing in ASCII. */
    void add(int character) {
        if (length < MOST) {
            characters[length] = (char) character;
        }
        length = Math.min(length + 1, MOST + 1);
    }

    /** Whether all characters since {@link #begin} are this name. @param name at most 8 characters */
    boolean is(String name) {
        return length == name.length() && new String(characters, 0, length).equals(name);
    }
}
