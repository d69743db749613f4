package dev.slipway.archive;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Strict reading of the records of an extended header: {@code length SP keyword = value LF}, one after the other to the
 * last byte (POSIX pax interchange format). What is malformed, doubled, or would make readers differ is refused.
 */
final class PaxRecords {
    private static final int MAX_LENGTH_DIGITS = 9;
    private static final Pattern TIME = Pattern.compile("-?[0-9]{1,19}(\\.[0-9]{1,19})?");
    private static final String UTF_8_CHARSET = "ISO-IR 10646 2000 UTF-8";

    /** Thrown with what is wrong, for the caller to add the entry. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String reason) {
            super(reason, null, false, false);
        }
    }

    private final byte[] data;
    private final int end;
    private int position;

    private PaxRecords(byte[] data, int start, int end) {
        this.data = data;
        this.position = start;
        this.end = end;
    }

    /** The values by keyword; an empty value takes back what is said elsewhere. */
    static Map<String, byte[]> parse(byte[] data, int start, int end) throws Malformed {
        PaxRecords records = new PaxRecords(data, start, end);
        Map<String, byte[]> values = new LinkedHashMap<>();
        while (records.position < end) {
            records.readInto(values);
        }
        return values;
    }

    private void readInto(Map<String, byte[]> values) throws Malformed {
        int recordEnd = recordEnd();
        int keyword = position + 1;
        int equals = keyword;
        while (equals < recordEnd && data[equals] != '=') {
            equals++;
        }
        if (equals == keyword || equals >= recordEnd - 1) {
            throw new Malformed("an extended header has a record without keyword and value");
        }
        String key = new String(data, keyword, equals - keyword, StandardCharsets.UTF_8);
        byte[] value = Arrays.copyOfRange(data, equals + 1, recordEnd - 1);
        check(key, value);
        if (values.put(key, value) != null) {
            throw new Malformed("an extended header says " + key + " twice");
        }
        position = recordEnd;
    }

    /** Reads the digits and leaves the position at the space; returns where the record ends. */
    private int recordEnd() throws Malformed {
        int start = position;
        int length = 0;
        int mostDigits = Math.min(end, start + MAX_LENGTH_DIGITS);
        while (position < mostDigits && data[position] >= '0' && data[position] <= '9') {
            length = length * 10 + data[position++] - '0';
        }
        boolean plain = position > start && data[start] != '0' && position < end && data[position] == ' ';
        if (!plain || length > end - start || start + length <= position || data[start + length - 1] != '\n') {
            throw new Malformed("an extended header has a record of wrong length");
        }
        return start + length;
    }

    private static void check(String key, byte[] value) throws Malformed {
        if (key.indexOf(0) >= 0 || hasNul(value) && !mayBeBinary(key)) {
            throw new Malformed("an extended header has a NUL");
        }
        if (key.startsWith("GNU.sparse.") || key.equals("SCHILY.realsize") || key.equals("SCHILY.filetype")) {
            throw new Malformed("sparse files and the like are not taken: pack it without --sparse");
        }
        switch (key) {
            case "hdrcharset" -> require(text(value).equals(UTF_8_CHARSET), "its names are not in UTF-8");
            case "mtime", "atime", "ctime", "LIBARCHIVE.creationtime" ->
                require(value.length == 0 || TIME.matcher(text(value)).matches(), "a time is not a number of seconds");
            default -> { }
        }
    }

    private static void require(boolean condition, String reason) throws Malformed {
        if (!condition) {
            throw new Malformed(reason);
        }
    }

    private static boolean mayBeBinary(String key) {
        return key.startsWith("SCHILY.") || key.startsWith("LIBARCHIVE.") || key.startsWith("RHT.");
    }

    private static boolean hasNul(byte[] value) {
        for (byte b : value) {
            if (b == 0) {
                return true;
            }
        }
        return false;
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }
}
