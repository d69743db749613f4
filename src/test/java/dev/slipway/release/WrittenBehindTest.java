package dev.slipway.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a program in place of {@code sync} that writes down how it was called. */
class WrittenBehindTest {
    private static final long STEPS = SyncProgram.STEP_BYTES / Room.STEP_BYTES;

    @TempDir
    private Path directory;
    private Path tree;
    private Path calls;
    private final List<Path> forced = new CopyOnWriteArrayList<>();
    private final List<Long> asked = new CopyOnWriteArrayList<>();
    private final FaultyDisk disk = FaultyDisk.quick();

    @BeforeEach
    void fill() throws IOException {
        disk.before(path -> forced.add(path), () -> {});
        tree = Files.createDirectory(directory.resolve("tree"));
        Files.writeString(tree.resolve("index.html"), "x");
        calls = Files.createFile(directory.resolve("calls"));
    }

    @Test
    void aRunIsStartedAfterEachStep() throws IOException {
        Room room = safe(program("")).writtenBehind(directory, asked::add);
        write(room, STEPS - 1);
        assertThat(calls).isEmptyFile();
        write(room, 1);
        await().until(() -> runs() == 1);
        assertThat(calls).hasContent("-f " + directory);
        // the first run may not have ended yet: then one of the next steps starts another
        await().until(() -> {
            write(room, 1);
            return runs() >= 2;
        });
    }

    @Test
    void oneRunAtATime() throws IOException {
        Path end = directory.resolve("end");
        Room room = safe(program("while [ ! -e '" + end + "' ]; do sleep 0.02; done")).writtenBehind(directory, asked::add);
        write(room, STEPS);
        await().until(() -> runs() == 1);
        write(room, 10 * STEPS);
        assertThat(runs()).isOne();
        Files.createFile(end);
        await().until(() -> {
            write(room, 1);
            return runs() == 2;
        });
    }

    @Test
    void aBigFileCountsByWhatIsWrittenUntilTheNextQuestion() throws IOException {
        Room room = safe(program("")).writtenBehind(directory, asked::add);
        room.require(100 * SyncProgram.STEP_BYTES);
        assertThat(asked).containsExactly(100 * SyncProgram.STEP_BYTES);
        write(room, STEPS - 2);
        assertThat(calls).isEmptyFile();
    }

    @Test
    void whatHasNoRoomIsNotCounted() throws IOException {
        Room room = safe(program("")).writtenBehind(directory, bytes -> {
            throw new IllegalStateException("full");
        });
        for (int i = 0; i < 2 * STEPS; i++) {
            assertThatThrownBy(() -> room.require(Room.STEP_BYTES)).hasMessage("full");
        }
        assertThat(calls).isEmptyFile();
    }

    @Test
    void anErrorBehindIsNotForgottenAtTheEnd() throws IOException {
        Path first = directory.resolve("first");
        Sync sync = safe(program("[ -e '" + first + "' ] || { touch '" + first + "'; exit 1; }"));
        Room room = sync.writtenBehind(directory, asked::add);
        write(room, STEPS);
        await().until(() -> Files.exists(first));
        sync.tree(tree, Sync.FEW_FILES);
        assertThat(forced).as("synced file by file, though the second run ended well")
                .contains(tree.resolve("index.html"), tree);
        int before = runs();
        write(room, 2 * STEPS);
        sync.tree(tree, Sync.FEW_FILES);
        assertThat(runs()).as("the program is not believed any more").isEqualTo(before);
    }

    @Test
    void theEndWaitsForTheRunBehind() throws IOException {
        Path first = directory.resolve("first");
        Sync sync = safe(program("[ -e '" + first + "' ] || { touch '" + first + "'; sleep 0.3; exit 1; }"));
        write(sync.writtenBehind(directory, asked::add), STEPS);
        await().until(() -> Files.exists(first));
        sync.tree(tree, Sync.FEW_FILES);
        assertThat(forced).contains(tree.resolve("index.html"));
    }

    @Test
    void aProgramThatIsGoneDisturbsNobody() throws IOException {
        Sync sync = safe(directory.resolve("gone"));
        Room room = sync.writtenBehind(directory, asked::add);
        write(room, 3 * STEPS);
        assertThat(asked).hasSize((int) (3 * STEPS));
        sync.tree(tree, Sync.FEW_FILES);
        assertThat(forced).contains(tree.resolve("index.html"));
    }

    @Test
    void offRunsNothing() throws IOException {
        write(Sync.of(SyncMode.OFF, Optional.of(program("")), disk).writtenBehind(directory, asked::add), 3 * STEPS);
        assertThat(calls).isEmptyFile();
    }

    private Sync safe(Path program) {
        return Sync.of(SyncMode.SAFE, Optional.of(program), disk);
    }

    private Path program(String then) throws IOException {
        Path program = directory.resolve("program");
        Files.writeString(program, "#!/bin/sh\necho \"$*\" >> '" + calls + "'\n" + then + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return program;
    }

    private static void write(Room room, long steps) {
        for (long i = 0; i < steps; i++) {
            room.require(Room.STEP_BYTES);
        }
    }

    private int runs() throws IOException {
        return Files.readAllLines(calls).size();
    }
}
