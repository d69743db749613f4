package dev.slipway.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the trial of symbolic links at the start concludes from failures of the disk. */
class HomeCheckTest {
    private static final String FULL = "No space left on device";

    @TempDir
    private Path scratch;

    private Path home() {
        return scratch.resolve("home");
    }

    private interface Work {
        void with(HomeDirectory home) throws IOException;
    }

    /** A start at which the first link cannot be made for this reason. */
    private void started(String reason, Work work) throws IOException {
        FaultyDisk disk = FaultyDisk.quick();
        disk.before(path -> path.endsWith(".probe/link"), () -> {
            throw new FileSystemException(home().toString(), null, reason);
        });
        try (HomeDirectory home = HomeDirectory.open(home(), Duration.ZERO, disk)) {
            work.with(home);
        }
    }

    private void liveAs(LiveForm form) throws IOException {
        try (HomeDirectory home = HomeDirectory.open(home(), Duration.ZERO)) {
            Trees.deploy(home, form);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Operation not permitted", "Operation not supported", "Function not implemented"})
    void aFileSystemThatRefusesLinksHasNone(String reason) throws IOException {
        started(reason, home -> {
            assertThat(LiveForm.of("auto", home)).isEqualTo(LiveForm.DIRECTORY);
            assertThatThrownBy(() -> LiveForm.of("link", home)).hasMessageContaining("slipway.live-link=directory");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"Input/output error", "Too many open files", "Stale file handle"})
    void aDiskThatFailsDoesNotChangeWhatFormIsLive(String reason) throws IOException {
        liveAs(LiveForm.LINK);
        assertThatThrownBy(() -> started(reason, home -> { })).isInstanceOf(HomeRefusedException.class)
                .hasMessageContaining("Cannot write to the home directory").hasMessageContaining(reason);
        try (HomeDirectory home = HomeDirectory.open(home(), Duration.ZERO)) {
            assertThat(home.liveForm()).isEqualTo(LiveForm.LINK);
        }
    }

    @Test
    void onAFullDiskItIsAsItWas() throws IOException {
        started(FULL, home -> assertThat(LiveForm.of("auto", home)).isEqualTo(LiveForm.LINK));
        liveAs(LiveForm.DIRECTORY);
        started(FULL, home -> assertThat(LiveForm.of("auto", home)).isEqualTo(LiveForm.DIRECTORY));
    }

    @Test
    void onAFullDiskAChangeFromDirectoriesToLinksDoesNotStopTheStart() throws IOException {
        liveAs(LiveForm.DIRECTORY);
        started(FULL, home -> assertThat(LiveForm.of("link", home)).isEqualTo(LiveForm.LINK));
    }
}
