package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnsTest {
    @ParameterizedTest
    @CsvSource({"abc, 3", "\u00e4\u00f6, 2", "e\u0301, 1", "\u8239, 2", "\ud55c\uae00, 4", "\uff21, 2", "\uff71, 1",
        "\ud83d\udea2, 2", "\u0441\u0443\u0434\u043d\u043e, 5"})
    void lettersTakeTheColumnsThatTerminalsGiveThem(String text, int columns) {
        assertThat(Columns.of(text)).isEqualTo(columns);
    }

    @Test
    void nothingIsCutWithinALetter() {
        assertThat(Columns.head("a\u8239b", 2)).isEqualTo("a");
        assertThat(Columns.head("a\ud83d\udea2", 3)).isEqualTo("a\ud83d\udea2");
        assertThat(Columns.tail("ab\u8239\u8239", 6)).isEqualTo("ab\u8239\u8239");
        assertThat(Columns.tail("abc\u8239\u8239", 6)).isEqualTo("...\u8239");
        assertThat(Columns.tail("xxxxe\u0301f", 5)).isEqualTo("...e\u0301f");
    }
}
