package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.archive.TreeSurvey;
import dev.slipway.client.DeployPhase;
import dev.slipway.client.DeployProgress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProgressTextTest {
    private static final DeployProgress SENDING = sending(5_000_000, "images/harbour/boat.png");
    private static final TreeSurvey TOTAL = total(48, 10_000_000);

    @Test
    void withoutATotalThereIsNoPercentage() {
        assertThat(line(SENDING, null, 200)).isEqualTo("sending 5.0 MB, 2.5 MB/s, 12 files  images/harbour/boat.png");
    }

    @Test
    void withATotalThereIsABarAndTheTimeThatIsLeft() {
        assertThat(line(SENDING, TOTAL, 200)).isEqualTo("[#####-----] 50 %, 5.0 MB/10.0 MB, 2.5 MB/s, 2 s left, "
                + "12/48 files  images/harbour/boat.png");
    }

    @Test
    void whatMattersLessIsLeftOutOfAShortLine() {
        assertThat(line(SENDING, TOTAL, 80)).isEqualTo("50 %, 5.0 MB/10.0 MB, 2.5 MB/s, 2 s left, 12/48 files  "
                + "images/harbour/boat.png");
        assertThat(line(SENDING, TOTAL, 60)).isEqualTo("50 %, 5.0 MB/10.0 MB, 2.5 MB/s, 2 s left  ...arbour/boat.png");
        assertThat(line(SENDING, TOTAL, 20)).isEqualTo("50 %, 2.5 MB/s");
        assertThat(line(SENDING, TOTAL, 10)).isEqualTo("50 %");
    }

    @Test
    void aHundredPercentIsNeverSaidWhileSomethingIsLeftToDo() {
        assertThat(line(SENDING, total(1, 10), 200)).contains("] 99 %");
        assertThat(line(SENDING, total(12, 5_000_000), 200)).contains("] 99 %");
        assertThat(line(sending(0, "x"), total(1, 0), 200)).contains("] 0 %");
    }

    @Test
    void everyLineFitsItsColumnsAlsoWithWideLetters() {
        DeployProgress wide = sending(5_000_000, "\u6e2f/\u8239/\ud83d\udea2/e\u0301/" + "\u8239".repeat(50));
        for (int columns = 1; columns < 200; columns++) {
            for (DeployProgress progress : List.of(SENDING, wide, phase(DeployPhase.WAITING),
                    phase(DeployPhase.SURVEYING), phase(DeployPhase.CONNECTING))) {
                assertThat(Columns.of(line(progress, null, columns))).isLessThanOrEqualTo(columns);
                assertThat(Columns.of(line(progress, TOTAL, columns))).isLessThanOrEqualTo(columns);
            }
        }
        assertThat(line(wide, null, 56)).endsWith("  ..." + "\u8239".repeat(8));
    }

    @Test
    void aNameCannotSendCommandsToTheTerminal() {
        DeployProgress nasty = sending(1, "a\033]0;x\007b\nc\u202e");
        assertThat(line(nasty, null, 200)).endsWith("a?]0;x?b?c?");
        assertThat(text(null).plain(nasty)).endsWith("a?]0;x?b?c?");
    }

    @Test
    void offATerminalALineIsWholeHoweverLong() {
        assertThat(text(TOTAL).plain(SENDING)).isEqualTo(
                "sending 50 %, 5.0 MB/10.0 MB, 2.5 MB/s, 2 s left, 12/48 files, now images/harbour/boat.png");
    }

    @Test
    void theSurveyAndTheWaitForTheServerAreShown() {
        assertThat(line(new DeployProgress(DeployPhase.SURVEYING, 12_345, 0, 0, ""), null, 200))
                .isEqualTo("looking at the directory ... 12,345 files");
        assertThat(line(phase(DeployPhase.WAITING), TOTAL, 200))
                .isEqualTo("sent 2.0 MB (12 files); the server is unpacking and checking ... 3 s");
    }

    private static String line(DeployProgress progress, @Nullable TreeSurvey total, int columns) {
        return text(total).line(progress, columns);
    }

    /** 2.5 MB/s. */
    private static ProgressText text(@Nullable TreeSurvey total) {
        Rate rate = new Rate();
        rate.add(0, 0);
        rate.add(Duration.ofSeconds(2).toNanos(), 5_000_000);
        return new ProgressText("sending", total, rate, Duration.ofSeconds(3), "");
    }

    private static DeployProgress sending(long bytes, String current) {
        return new DeployProgress(DeployPhase.SENDING, 12, bytes, 2_000_000, current);
    }

    private static DeployProgress phase(DeployPhase phase) {
        return new DeployProgress(phase, 12, 5_000_000, 2_000_000, "x");
    }

    private static TreeSurvey total(long files, long bytes) {
        return new TreeSurvey(files, 0, 0, bytes, files, bytes, List.of(), 0);
    }
}
