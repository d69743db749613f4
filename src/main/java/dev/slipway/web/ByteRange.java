package dev.slipway.web;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of something.
 *
 * @param from first byte, counted from 0
 * @param length how many bytes; 0 for one that cannot be satisfied
 */
record ByteRange(long from, long length) {
    /** One that begins behind the end. */
    static final ByteRange NOTHING = new ByteRange(0, 0);

    private static final Pattern SINGLE = Pattern.compile("\\s*bytes\\s*=\\s*([0-9]*)\\s*-\\s*([0-9]*)\\s*",
            Pattern.CASE_INSENSITIVE);
    /** Digits that a long holds in any case. */
    private static final int DIGITS = 18;

    /**
     * The one range that a {@code Range} field asks for (RFC 9110 §14.1.2).
     *
     * @param size of the whole
     * @return empty when the field is to be ignored: another unit, not of the form, several ranges
     */
    static Optional<ByteRange> parse(String field, long size) {
        Matcher matcher = SINGLE.matcher(field);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String first = matcher.group(1);
        String last = matcher.group(2);
        if (first.isEmpty()) {
            return last.isEmpty() ? Optional.empty() : Optional.of(suffix(number(last), size));
        }
        long from = number(first);
        long to = last.isEmpty() ? Long.MAX_VALUE : number(last);
        if (to < from) {
            return Optional.empty();
        }
        return Optional.of(from >= size ? NOTHING : new ByteRange(from, Math.min(to, size - 1) - from + 1));
    }

    private static ByteRange suffix(long length, long size) {
        long given = Math.min(length, size);
        return new ByteRange(size - given, given);
    }

    private static long number(String digits) {
        String significant = digits.replaceFirst("^0+(?=.)", "");
        return significant.length() > DIGITS ? Long.MAX_VALUE : Long.parseLong(significant);
    }

    /** As {@code Content-Range} tells it. */
    String of(long size) {
        return "bytes " + (length == 0 ? "*" : from + "-" + (from + length - 1)) + "/" + size;
    }
}
