package dev.slipway.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeployExceptionTest {
    @ParameterizedTest
    @CsvSource(ignoreLeadingAndTrailingWhitespace = false, value = {
        "plain/name.txt,plain/name.txt", "gr\u00fc\u00df \u6f22,gr\u00fc\u00df \u6f22", "a\u0000b,a\\u0000b",
        "\u001b[31mred,\\u001b[31mred", "a\u007fb\u0085c,a\\u007fb\\u0085c", "x\u202egnp.exe,x\\u202egnp.exe",
        "\u2028\u2029,\\u2028\\u2029", "\ud83d\ude00,\\ud83d\\ude00", "\ud83d,\\ud83d", "\u200d\ufeff,\\u200d\\ufeff"})
    void whatCouldDeceiveAReaderIsEscaped(String text, String shown) {
        assertThat(DeployException.printable(text)).isEqualTo(shown);
    }

    @Test
    void lineEndsQuotesAndBackslashesAreEscaped() {
        assertThat(DeployException.printable("a\r\n\t\"b\"\\")).isEqualTo("a\\u000d\\u000a\\u0009\\\"b\\\"\\\\");
    }

    @Test
    void aLongTextIsCutAndSaysSo() {
        assertThat(DeployException.printable("x".repeat(300))).isEqualTo("x".repeat(300));
        assertThat(DeployException.printable("x".repeat(301))).isEqualTo("x".repeat(300) + "…");
        assertThat(DeployException.printable("\u0000".repeat(100_000)).length()).isLessThan(310);
    }

    @Test
    void aRefusedEntryIsNamedInTheDetailAndByItself() {
        DeployException refused = DeployException.refusedEntry("a\nb", "has a control character");
        assertThat(refused.problem()).isEqualTo(Problem.ARCHIVE_REFUSED);
        assertThat(refused.detail()).isEqualTo("entry \"a\\u000ab\": has a control character");
        assertThat(refused.entry()).isEqualTo("a\\u000ab");
        assertThat(refused.limit()).isNull();
    }

    @Test
    void aLimitNamesItsSettingWhatIsAllowedAndWhatWasSeen() {
        DeployException over = DeployException.limit("max-depth", "64", "65", "a/b");
        assertThat(over.problem()).isEqualTo(Problem.LIMIT_EXCEEDED);
        assertThat(over.detail()).isEqualTo("over the limit max-depth: 65 where 64 is allowed at entry \"a/b\";"
                + " the setting is slipway.max-depth");
        assertThat(over.limit()).isEqualTo(new DeployException.LimitHit("max-depth", "64", "65"));
        assertThat(DeployException.limit("max-depth", "64", "65", null).detail()).doesNotContain("entry");
    }

    @Test
    void theCauseIsKeptOutOfTheDetail() {
        DeployException failed = new DeployException(Problem.INTERNAL, "The server failed", new IOException("/secret"));
        assertThat(failed.detail()).isEqualTo("The server failed");
        assertThat(failed).hasCauseInstanceOf(IOException.class);
    }
}
