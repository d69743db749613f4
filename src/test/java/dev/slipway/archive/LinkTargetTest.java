package dev.slipway.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.problem.DeployException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkTargetTest {
    @ParameterizedTest
    @CsvSource({"l, a", "l, a/b/c", "l, ./a", "l, a/", "l, a/./b//c", "x/l, ../a", "x/y/l, ../../a/b", "x/l, ./.././a",
        "l, ..a", "l, a:b"})
    void aTargetThatStaysInsideIsKeptAsSent(String link, String target) {
        assertThat(LinkTarget.of(EntryPath.of(link), target).value()).isEqualTo(target);
    }

    @ParameterizedTest
    @CsvSource({"l, /a, absolute", "l, '', empty", "l, ../a, outside", "x/l, ../../a, outside", "l, ., above",
        "x/l, .., above", "x/y/l, .., above", "x/y/l, ../.., above", "l, .., outside", "l, a/.., after a name",
        "x/l, a/../b, after a name", "x/l, ../a/../b, after a name", "l, a\\b, backslash", "l, C:/a, drive",
        "l, C:../../a, drive", "x/y/l, ../../../a, outside"})
    void aTargetThatLeavesOrMightLeaveIsRefused(String link, String target, String reason) {
        assertThatThrownBy(() -> LinkTarget.of(EntryPath.of(link), target)).isInstanceOf(DeployException.class)
                .hasMessageContaining(reason).hasMessageContaining("\"" + link + "\"");
    }

    @Test
    void aTargetThatNoPathCanBeIsRefused() {
        EntryPath link = EntryPath.of("l");

        assertThatThrownBy(() -> LinkTarget.of(link, "a/".repeat(513))).hasMessageContaining("1024 bytes");
        assertThatThrownBy(() -> LinkTarget.of(link, "n".repeat(256))).hasMessageContaining("255 bytes");
        assertThatThrownBy(() -> LinkTarget.of(link, "a\0b")).hasMessageContaining("control character");
    }
}
