package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class TimesTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final Times TIMES = new Times(NOW, BERLIN);

    @Test
    void aTimeIsToldInItsZoneWithItsAge() {
        assertThat(TIMES.both(Instant.parse("2026-11-23T09:55:00Z"))).isEqualTo("2026-11-23T10:55:00+01:00 (5 min ago)");
        assertThat(TIMES.iso(Optional.empty())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, 0 s", "59, 59 s", "60, 1 min", "3599, 59 min", "3600, 1 h", "86399, 23 h", "86400, 1 d",
        "8640000, 100 d", "-5, 0 s"})
    void anAgeHasOneUnit(long seconds, String age) {
        assertThat(TIMES.age(NOW.minusSeconds(seconds))).isEqualTo(age);
    }

    @ParameterizedTest
    @CsvSource({"2026-11-23, 2026-11-22T23:00:00Z", "2026-11-23T09:15, 2026-11-23T08:15:00Z",
        "2026-11-23T09:15:30Z, 2026-11-23T09:15:30Z", "2026-11-23T09:15:30+03:00, 2026-11-23T06:15:30Z"})
    void aPointInTimeIsTakenInTheZoneOfTheMachine(String typed, Instant meant) {
        assertThat(new PointInTime(BERLIN).convert(typed)).isEqualTo(meant);
    }

    @Test
    void aPointInTimeMayBeAnAge() {
        Instant before = Instant.now().minus(Duration.ofDays(7));
        Instant meant = new PointInTime(BERLIN).convert("7d");
        assertThat(meant).isBetween(before, Instant.now().minus(Duration.ofDays(7)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "7", "7w", "2026-13-01", "2026-11-23 09:15", "-1d", "9999999d"})
    void whatIsNoPointInTimeIsTold(String typed) {
        assertThatThrownBy(() -> new PointInTime(BERLIN).convert(typed)).isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("is not a time");
    }
}
