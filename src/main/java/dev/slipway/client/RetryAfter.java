package dev.slipway.client;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Reads {@code Retry-After} (RFC 9110 §10.2.3): seconds, or a date. */
final class RetryAfter {
    private static final int MOST_DIGITS = 9;
    private static final long LONGEST_SECONDS = 999_999_999;

    private RetryAfter() {}

    /**
     * @return 0 for a date that has passed; null when the field is absent or says nothing legal. A date is counted from
     *     the answer's own {@code Date}, so that clocks which differ do no harm
     */
    static @Nullable Duration of(Answer answer) {
        String value = answer.header("retry-after");
        if (value.isEmpty()) {
            return null;
        }
        if (value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Duration.ofSeconds(value.length() <= MOST_DIGITS ? Long.parseLong(value) : LONGEST_SECONDS);
        }
        Instant then = date(value);
        if (then == null) {
            return null;
        }
        Instant told = date(answer.header("date"));
        Duration wait = Duration.between(told == null ? Instant.now() : told, then);
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    private static @Nullable Instant date(String text) {
        try {
            return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
