package dev.slipway.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyncTest {
    @TempDir
    private Path root;
    private final List<Path> forced = new CopyOnWriteArrayList<>();
    private final FaultyDisk disk = FaultyDisk.quick();

    @BeforeEach
    void fill() throws IOException {
        disk.before(path -> forced.add(path), () -> {});
        Files.createDirectories(root.resolve("a/b"));
        for (int i = 0; i < 100; i++) {
            Files.writeString(root.resolve(i % 2 == 0 ? "a" : "a/b").resolve("f" + i), "x");
        }
        Files.createSymbolicLink(root.resolve("broken"), Path.of("nowhere"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, Sync.FEW_FILES})
    void everyFileAndThenEveryDirectoryIsForced(long files) throws IOException {
        Sync.of(SyncMode.SAFE, Optional.empty(), disk).tree(root, files, System.nanoTime());
        assertThat(forced).hasSize(103).doesNotHaveDuplicates();
        assertThat(forced.subList(100, 103)).containsExactlyInAnyOrder(root.resolve("a/b"), root.resolve("a"), root);
    }

    @Test
    void offForcesNothing() throws IOException {
        Sync.of(SyncMode.OFF, Optional.empty(), disk).tree(root, 1000, System.nanoTime());
        assertThat(forced).isEmpty();
    }

    @Test
    void theProgramIsUsedForManyFilesOnly() throws IOException {
        Optional<Path> succeeds = Sync.find("true");
        Sync.of(SyncMode.SAFE, succeeds, disk).tree(root, Sync.FEW_FILES, System.nanoTime());
        assertThat(forced).isEmpty();
        Sync.of(SyncMode.SAFE, succeeds, disk).tree(root, Sync.FEW_FILES - 1, System.nanoTime());
        assertThat(forced).hasSize(103);
    }

    @Test
    void aProgramThatFailsIsNotBelieved() throws IOException {
        Sync.of(SyncMode.SAFE, Sync.find("false"), disk).tree(root, Sync.FEW_FILES, System.nanoTime());
        assertThat(forced).hasSize(103);
    }

    @Test
    void aProgramThatCannotBeStartedIsDoneWithout() throws IOException {
        Sync.of(SyncMode.SAFE, Optional.of(root.resolve("gone")), disk).tree(root, Sync.FEW_FILES, System.nanoTime());
        assertThat(forced).hasSize(103);
    }

    @Test
    void theProgramIsGivenTheDirectory() throws IOException {
        Path program = Files.createFile(root.resolveSibling(root.getFileName() + "-sync"));
        Files.writeString(program, "#!/bin/sh\nprintf '%s ' \"$@\" > \"$2/arguments\"\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Sync.of(SyncMode.SAFE, Optional.of(program), disk).tree(root, Sync.FEW_FILES, System.nanoTime());
        assertThat(root.resolve("arguments")).hasContent("-f " + root + " ");
        Files.delete(program);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, Sync.FEW_FILES})
    void aFailureOfOneFileIsTheFailureOfAll(long files) {
        disk.before(path -> path.endsWith("f57"), () -> {
            throw new IOException("Input/output error");
        });
        assertThatThrownBy(() -> Sync.of(SyncMode.SAFE, Optional.empty(), disk).tree(root, files, System.nanoTime()))
                .isInstanceOf(IOException.class).hasMessage("Input/output error");
    }

    @Test
    void aProgramThatIsNotThereIsNotFound() {
        assertThat(Sync.find("no-such-program-anywhere")).isEmpty();
    }
}
