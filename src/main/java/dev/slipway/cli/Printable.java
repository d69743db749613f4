package dev.slipway.cli;

/** Text of others, such as names of files and answers of servers, that must not send commands to the terminal. */
final class Printable {
    private static final int LINE_SEPARATOR = 0x2028;
    private static final int PARAGRAPH_SEPARATOR = 0x2029;

    private Printable() {}

    /** The text in one line: control, format and separating characters are question marks. */
    static String of(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(c -> shown.appendCodePoint(isPrintable(c) ? c : '?'));
        return shown.toString();
    }

    private static boolean isPrintable(int c) {
        return !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT
                && c != LINE_SEPARATOR && c != PARAGRAPH_SEPARATOR;
    }
}
