package dev.slipway.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealDiskTest {
    @TempDir
    private Path scratch;
    private final RealDisk disk = new RealDisk();

    @Test
    void anInterruptDoesNotCutForcingShort() throws IOException {
        Thread.currentThread().interrupt();
        disk.force(scratch);
        assertThat(Thread.interrupted()).isTrue();
        disk.force(scratch);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void forcingWhatIsNotThereFails() {
        assertThatThrownBy(() -> disk.force(scratch.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aDirectoryIsPrivateUntilItIsPublished() throws IOException {
        Path directory = scratch.resolve("d");
        disk.createDirectory(directory);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory))).isEqualTo("rwx------");
        disk.publish(directory);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory))).isEqualTo("rwxr-xr-x");
    }

    @Test
    void aLinkIsReplacedInOneStepAndDeletedWithoutItsTarget() throws IOException {
        Path target = Files.createDirectory(scratch.resolve("target"));
        Path link = scratch.resolve("link");
        disk.link(link, Path.of("nowhere"));
        disk.link(scratch.resolve("next"), Path.of("target"));
        disk.rename(scratch.resolve("next"), link);
        assertThat(Files.readSymbolicLink(link)).isEqualTo(Path.of("target"));
        disk.delete(link);
        assertThat(target).isDirectory();
    }
}
