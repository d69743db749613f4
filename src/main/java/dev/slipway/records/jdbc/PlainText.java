package dev.slipway.records.jdbc;

/** Text that every database takes: PostgreSQL has none with U+0000. */
final class PlainText {
    private PlainText() {}

    /** The text with U+0000 written otherwise; different texts stay different. */
    static String of(String text) {
        return text.indexOf('\0') < 0 && text.indexOf('\\') < 0
                ? text
                : text.replace("\\", "\\\\").replace("\0", "\\0");
    }
}
