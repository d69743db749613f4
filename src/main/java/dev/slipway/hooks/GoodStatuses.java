package dev.slipway.hooks;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which HTTP statuses are good.
 *
 * @param text as it was given
 */
record GoodStatuses(String text, List<Range> ranges) {
    private static final Pattern RANGE = Pattern.compile("\\s*([1-5][0-9]{2})(?:\\s*-\\s*([1-5][0-9]{2}))?\\s*");

    /** Both ends included. */
    record Range(int first, int last) {}

    /** @throws IllegalArgumentException when it is not numbers and ranges with commas between them */
    static GoodStatuses parse(String text) {
        List<Range> ranges = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Matcher m = RANGE.matcher(part);
            if (!m.matches()) {
                throw new IllegalArgumentException("\"" + text + "\" is not statuses such as 200-299,404");
            }
            int first = Integer.parseInt(m.group(1));
            ranges.add(new Range(first, m.group(2) == null ? first : Integer.parseInt(m.group(2))));
        }
        return new GoodStatuses(text, ranges);
    }

    boolean has(int status) {
        return ranges.stream().anyMatch(range -> range.first() <= status && status <= range.last());
    }
}
