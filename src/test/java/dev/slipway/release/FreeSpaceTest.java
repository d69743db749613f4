package dev.slipway.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreeSpaceTest {
    @TempDir
    private Path scratch;
    private HomeDirectory home;

    @BeforeEach
    void open() throws IOException {
        home = Trees.open(scratch);
    }

    @AfterEach
    void close() throws IOException {
        home.close();
    }

    @Test
    void theDefaultIsATwentiethOfTheDiskButAtLeastAGibibyte() throws IOException {
        long twentieth = Files.getFileStore(scratch).getTotalSpace() / 20;
        assertThat(FreeSpace.of(home).minFreeBytes()).isEqualTo(Math.max(1L << 30, twentieth));
    }

    @Test
    void enoughRoomIsEnough() {
        FreeSpace.of(home, 0).check(0);
        FreeSpace.of(home, 1).check(1);
    }

    @Test
    void tooLittleRoomNamesTheSettingAndWhatIsThere() {
        long minimum = Long.MAX_VALUE / 2;
        DeployException e = catchThrowableOfType(DeployException.class, () -> FreeSpace.of(home, minimum).check(77));
        assertThat(e.problem()).isEqualTo(Problem.NO_SPACE);
        assertThat(e.detail()).contains("slipway.min-free-bytes", "77 bytes more", String.valueOf(minimum));
    }

    @Test
    void whatIsExpectedCounts() {
        FreeSpace space = FreeSpace.of(home, 0);
        assertThatThrownBy(() -> space.check(Long.MAX_VALUE)).isInstanceOf(DeployException.class);
    }

    @Test
    void aNegativeMinimumIsRefused() {
        assertThatThrownBy(() -> FreeSpace.of(home, -1)).isInstanceOf(IllegalArgumentException.class);
    }
}
