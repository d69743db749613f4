package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void columnsBeginBelowEachOtherAlsoWithWideLettersAndMissingCells() {
        Table table = new Table("A", "LONG", "C").row("\u6e2f\u8239", "x", "end").row("1");
        assertThat(printed(table)).isEqualTo("A     LONG  C\n\u6e2f\u8239  x     end\n1\n");
    }

    @Test
    void aCellCannotSendCommandsToTheTerminalNorBreakTheLine() {
        assertThat(printed(new Table().row("a\033[2J\nb\u202ec", "d"))).isEqualTo("a?[2J?b?c  d\n");
    }

    private static String printed(Table table) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        table.print(new PrintStream(bytes, true, StandardCharsets.UTF_8), "");
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
