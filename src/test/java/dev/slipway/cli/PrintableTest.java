package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {
    @Test
    void whatCouldCommandATerminalOrEndALineIsAQuestionMark() {
        assertThat(Printable.of("a\u001b[2J\nb\u0085c\u202ed\u2028e\u2029f")).isEqualTo("a?[2J?b?c?d?e?f");
    }

    @Test
    void lettersOfAllScriptsStay() {
        assertThat(Printable.of("gr\u00fc\u00df \u6e2f \ud83d\udea2")).isEqualTo("gr\u00fc\u00df \u6e2f \ud83d\udea2");
    }
}
