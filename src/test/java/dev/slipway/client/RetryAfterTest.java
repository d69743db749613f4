package dev.slipway.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private static final String DATE = "Sun, 22 Nov 2026 10:00:00 GMT";

    @ParameterizedTest
    @CsvSource({"0, 0", "5, 5", "999999999, 999999999", "'Sun, 22 Nov 2026 10:02:00 GMT', 120",
        "'Sun, 22 Nov 2026 09:00:00 GMT', 0"})
    void secondsAndDatesAreRead(String value, long seconds) {
        assertThat(RetryAfter.of(answer(Map.of("retry-after", value, "date", DATE))))
                .isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void withoutADateOfTheAnswerTheOwnClockCounts() {
        String later = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC).plusHours(1));
        assertThat(RetryAfter.of(answer(Map.of("retry-after", later)))).isBetween(Duration.ofMinutes(58),
                Duration.ofMinutes(60));
    }

    @Test
    void aNumberBeyondAllMeaningIsALongTime() {
        assertThat(RetryAfter.of(answer(Map.of("retry-after", "9".repeat(400))))).isGreaterThan(Duration.ofDays(1000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5", "soon", "22 Nov 2026"})
    void anythingElseIsAsGoodAsAbsent(String value) {
        assertThat(RetryAfter.of(answer(Map.of("retry-after", value, "date", DATE)))).isNull();
    }

    private static Answer answer(Map<String, String> headers) {
        return new Answer(503, headers, new byte[0]);
    }
}
