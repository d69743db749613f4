package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.archive.TreeSize;
import dev.slipway.client.DeployPhase;
import dev.slipway.client.DeployProgress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProgressTextTest {
    private static final DeployProgress SENDING =
            new DeployProgress(DeployPhase.SENDING, 12, 5_000_000, 2_000_000, "images/harbour/boat.png");

    @Test
    void withoutATotalThereIsNoPercentage() {
        assertThat(line(SENDING, null, 200))
                .isEqualTo("sending 5.0 MB, 2.5 MB/s, 12 files  images/harbour/boat.png");
    }

    @Test
    void withATotalThereIsABar() {
        assertThat(line(SENDING, new TreeSize(48, 10_000_000), 200)).isEqualTo(
                "[##########----------] 50 %, 5.0 MB/10.0 MB, 2.5 MB/s, 12/48 files  images/harbour/boat.png");
    }

    @Test
    void aTreeThatGrewDoesNotPassAHundredPercent() {
        assertThat(line(SENDING, new TreeSize(1, 10), 200)).contains("] 100 %");
        assertThat(line(SENDING, new TreeSize(1, 0), 200)).contains("] 100 %");
    }

    @Test
    void everyLineFitsItsColumns() {
        for (int columns = 40; columns < 120; columns++) {
            assertThat(line(SENDING, null, columns)).hasSizeLessThanOrEqualTo(columns);
            assertThat(line(SENDING, new TreeSize(48, 10_000_000), columns)).hasSizeLessThanOrEqualTo(columns);
        }
        assertThat(line(SENDING, null, 56)).endsWith("  .../harbour/boat.png");
    }

    @Test
    void aNameCannotSendCommandsToTheTerminal() {
        DeployProgress nasty = new DeployProgress(DeployPhase.SENDING, 1, 1, 1, "a\033]0;x\007b\nc");
        assertThat(line(nasty, null, 200)).doesNotContain("\033", "\007", "\n");
    }

    @Test
    void afterTheLastByteTheServerIsWaitedFor() {
        DeployProgress waiting = new DeployProgress(DeployPhase.WAITING, 1, 5_000_000, 2_000_000, "x");
        assertThat(line(waiting, null, 200)).isEqualTo("waiting for the server ... 1 file, 2.0 MB sent, 3 s");
    }

    private static String line(DeployProgress progress, @Nullable TreeSize total, int columns) {
        return ProgressText.line(progress, total, Duration.ofSeconds(2), Duration.ofSeconds(3), columns);
    }
}
