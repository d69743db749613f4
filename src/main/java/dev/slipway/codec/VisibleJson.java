package dev.slipway.codec;

/**
 * JSON text that shows what is in it: in a log, in a terminal. Control, format and separating characters, which may only
 * stand inside of strings, are escaped, so that the text means the same. Stateless; any thread.
 */
public final class VisibleJson {
    private static final char FIRST_BEYOND_ASCII = 0x7f;

    private VisibleJson() {}

    /** @param json valid JSON in one line */
    public static String of(String json) {
        StringBuilder shown = new StringBuilder(json.length());
        json.codePoints().forEach(c -> {
            if (c < FIRST_BEYOND_ASCII || isVisible(c)) {
                shown.appendCodePoint(c);
            } else {
                for (char unit : Character.toChars(c)) {
                    shown.append(String.format("\\u%04x", (int) unit));
                }
            }
        });
        return shown.toString();
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
