package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
    @Test
    void aDumbOrUnknownTerminalIsNotDrawnOver() {
        assertThat(Terminal.of(true, Map.of("TERM", "dumb"))).isEqualTo(Terminal.NONE);
        assertThat(Terminal.of(true, Map.of())).isEqualTo(Terminal.NONE);
        assertThat(Terminal.of(false, Map.of("TERM", "xterm"))).isEqualTo(Terminal.NONE);
    }

    @Test
    void noColorTakesTheColoursAwayAndNothingElse() {
        assertThat(Terminal.of(true, Map.of("TERM", "xterm")).colours()).isTrue();
        Terminal plain = Terminal.of(true, Map.of("TERM", "xterm", "NO_COLOR", "1"));
        assertThat(plain.colours()).isFalse();
        assertThat(plain.rewrites()).isTrue();
    }

    @Test
    void theWidthIsBelievedWithinReason() {
        assertThat(Terminal.of(true, Map.of("TERM", "xterm", "COLUMNS", "132")).columns()).isEqualTo(132);
        assertThat(Terminal.of(true, Map.of("TERM", "xterm", "COLUMNS", "-5")).columns()).isEqualTo(10);
        assertThat(Terminal.of(true, Map.of("TERM", "xterm", "COLUMNS", "wide")).columns()).isEqualTo(80);
    }
}
