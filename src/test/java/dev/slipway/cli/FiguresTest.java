package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
    @ParameterizedTest
    @CsvSource({"0, 0 B", "999, 999 B", "1000, 1.0 kB", "999949, 999.9 kB", "999950, 1.0 MB", "897000000, 897.0 MB",
        "9223372036854775807, 9.2 EB"})
    void bytesAreDecimal(long bytes, String text) {
        assertThat(Figures.bytes(bytes)).isEqualTo(text);
    }

    @Test
    void countsAndTimesAreReadable() {
        assertThat(Figures.files(1)).isEqualTo("1 file");
        assertThat(Figures.files(20_000)).isEqualTo("20,000 files");
        assertThat(Figures.time(Duration.ofMillis(4210))).isEqualTo("4.2 s");
        assertThat(Figures.time(Duration.ofSeconds(185))).isEqualTo("3 min 5 s");
        assertThat(Figures.time(Duration.ofMinutes(130))).isEqualTo("2 h 10 min");
    }
}
