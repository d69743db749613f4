package dev.slipway.cli;

/**
 * How many columns of a terminal a text takes: none for marks that combine with the character before them, two for
 * those of East Asian scripts and for pictures (Unicode Standard Annex 11, the blocks that are wide as a whole).
 */
final class Columns {
    private static final String CUT = "...";

    /** First and last code point of what is wide. */
    private static final int[][] WIDE = {{0x1100, 0x115f}, {0x2329, 0x232a}, {0x2e80, 0x303e}, {0x3041, 0x33ff},
        {0x3400, 0x4dbf}, {0x4e00, 0x9fff}, {0xa000, 0xa4cf}, {0xa960, 0xa97f}, {0xac00, 0xd7a3}, {0xf900, 0xfaff},
        {0xfe10, 0xfe19}, {0xfe30, 0xfe6f}, {0xff00, 0xff60}, {0xffe0, 0xffe6}, {0x16fe0, 0x18cff}, {0x1aff0, 0x1b2ff},
        {0x1f200, 0x1f2ff}, {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f7e0, 0x1f7eb}, {0x1f900, 0x1faff},
        {0x20000, 0x3fffd}};

    private Columns() {}

    /** Columns of a text. */
    static int of(String text) {
        return text.codePoints().map(Columns::of).sum();
    }

    private static int of(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        for (int[] range : WIDE) {
            if (c <= range[1]) {
                return c < range[0] ? 1 : 2;
            }
        }
        return 1;
    }

    /** The beginning of a text that fits. */
    static String head(String text, int columns) {
        int taken = 0;
        int end = 0;
        while (end < text.length()) {
            int c = text.codePointAt(end);
            taken += of(c);
            if (taken > columns) {
                break;
            }
            end += Character.charCount(c);
        }
        return text.substring(0, end);
    }

    /** The whole text where it fits, else its end behind three dots: of a path, the end says most. */
    static String tail(String text, int columns) {
        if (of(text) <= columns) {
            return text;
        }
        int room = columns - CUT.length();
        int start = text.length();
        while (start > 0) {
            int c = text.codePointBefore(start);
            room -= of(c);
            if (room < 0) {
                break;
            }
            start -= Character.charCount(c);
        }
        return CUT + text.substring(start);
    }
}
