package dev.slipway.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InterruptedIOException;
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
        Room room = safe(program("")).writtenBehind(directory, this::ask);
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
        Room room = safe(program("while [ ! -e '" + end + "' ]; do sleep 0.02; done")).writtenBehind(directory, this::ask);
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
    void whatIsGoingToBeWrittenDoesNotCount() throws IOException {
        Room room = safe(program("")).writtenBehind(directory, this::ask);
        for (int i = 0; i < 2 * STEPS; i++) {
            room.require(100 * SyncProgram.STEP_BYTES, 97);
        }
        assertThat(asked).hasSize((int) (2 * STEPS)).containsOnly(100 * SyncProgram.STEP_BYTES);
        write(room, STEPS - 1);
        assertThat(calls).isEmptyFile();
    }

    @Test
    void anErrorBehindFailsWhatWasWrittenMeanwhile() throws IOException {
        Sync sync = safe(program("exit $(sed -n \"${runs}p\" '" + exits("0", "5", "0", "0") + "')"));
        long before = System.nanoTime();
        sync.tree(tree, Sync.FEW_FILES, before);
        write(sync.writtenBehind(directory, this::ask), STEPS);
        await().until(() -> runs() == 2);
        for (long files : new long[] {Sync.FEW_FILES, 1}) {
            assertThatThrownBy(() -> sync.tree(tree, files, before)).as("%d files", files)
                    .isInstanceOf(IOException.class).hasMessageContaining("the disk had an error").hasMessageContaining("ended with 5");
        }
        forced.clear();
        sync.tree(tree, Sync.FEW_FILES, System.nanoTime());
        assertThat(forced).as("what began later goes by the program again").isEmpty();
        assertThat(runs()).isEqualTo(4);
    }

    @Test
    void anErrorThatOneIsToldOfIsTheErrorOfAllThatWroteMeanwhile() throws IOException {
        Sync sync = safe(program("exit $(sed -n \"${runs}p\" '" + exits("0", "1", "0") + "')"));
        sync.tree(tree, Sync.FEW_FILES, System.nanoTime());
        long both = System.nanoTime();
        assertThatThrownBy(() -> sync.tree(tree, Sync.FEW_FILES, both)).hasMessageContaining("the disk had an error");
        assertThatThrownBy(() -> sync.tree(tree, Sync.FEW_FILES, both)).hasMessageContaining("the disk had an error");
        assertThat(runs()).isEqualTo(3);
    }

    @Test
    void theEndWaitsForWhatTheRunBehindIsTold() throws IOException {
        Path waits = directory.resolve("waits");
        Sync sync = safe(program("[ $runs != 2 ] || { touch '" + waits + "'; sleep 0.3; exit 1; }"));
        long before = System.nanoTime();
        sync.tree(tree, Sync.FEW_FILES, before);
        write(sync.writtenBehind(directory, this::ask), STEPS);
        await().until(() -> Files.exists(waits));
        assertThatThrownBy(() -> sync.tree(tree, Sync.FEW_FILES, before)).hasMessageContaining("the disk had an error");
    }

    @Test
    void aProgramThatNeverWorkedIsNotAskedAgain() throws IOException {
        Sync sync = safe(program("exit 1"));
        for (int i = 0; i < 2; i++) {
            forced.clear();
            sync.tree(tree, Sync.FEW_FILES, System.nanoTime());
            assertThat(forced).contains(tree.resolve("index.html"), tree);
        }
        write(sync.writtenBehind(directory, this::ask), 3 * STEPS);
        assertThat(runs()).isOne();
    }

    @Test
    void aRunThatWasKilledSaysNothing() throws IOException {
        Sync sync = safe(program("[ $runs != 2 ] || kill -9 $$"));
        sync.tree(tree, Sync.FEW_FILES, System.nanoTime());
        assertThat(forced).isEmpty();
        sync.tree(tree, Sync.FEW_FILES, System.nanoTime());
        assertThat(forced).contains(tree.resolve("index.html"), tree);
        forced.clear();
        sync.tree(tree, Sync.FEW_FILES, System.nanoTime());
        assertThat(forced).isEmpty();
    }

    @Test
    void anInterruptEndsTheWaitAndNotTheRun() throws Exception {
        Path ends = directory.resolve("ends");
        Sync sync = safe(program("[ $runs != 1 ] || { sleep 0.5; touch '" + ends + "'; }"));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> sync.tree(tree, Sync.FEW_FILES, System.nanoTime())).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
        await().until(() -> runs() == 1); // else the other may call itself the first
        sync.tree(tree, Sync.FEW_FILES, System.nanoTime());
        assertThat(ends).exists();
        assertThat(forced).isEmpty();
    }

    @Test
    void aProgramThatDidNotRunSaysNothingOfTheDisk() throws IOException {
        Sync sync = safe(program("[ $runs != 2 ] || exit 127"));
        long since = System.nanoTime();
        sync.tree(tree, Sync.FEW_FILES, since);
        assertThat(forced).isEmpty();
        sync.tree(tree, Sync.FEW_FILES, since);
        assertThat(forced).contains(tree.resolve("index.html"), tree);
        forced.clear();
        sync.tree(tree, Sync.FEW_FILES, since);
        assertThat(forced).isEmpty();
    }

    @Test
    void aProgramThatIsGoneDisturbsNobody() throws IOException {
        Sync sync = safe(directory.resolve("gone"));
        Room room = sync.writtenBehind(directory, this::ask);
        write(room, 3 * STEPS);
        assertThat(asked).hasSize((int) (3 * STEPS));
        sync.tree(tree, Sync.FEW_FILES, System.nanoTime());
        assertThat(forced).contains(tree.resolve("index.html"));
    }

    @Test
    void offRunsNothing() throws IOException {
        write(Sync.of(SyncMode.OFF, Optional.of(program("")), disk).writtenBehind(directory, this::ask), 3 * STEPS);
        assertThat(calls).isEmptyFile();
    }

    /** A file with what the program is to end with, a line for each run. */
    private Path exits(String... each) throws IOException {
        return Files.write(directory.resolve("exits"), List.of(each));
    }

    private Sync safe(Path program) {
        return Sync.of(SyncMode.SAFE, Optional.of(program), disk);
    }

    private Path program(String then) throws IOException {
        Path program = directory.resolve("program");
        Files.writeString(program, "#!/bin/sh\necho \"$*\" >> '" + calls + "'\nruns=$(grep -c . '" + calls + "')\n" + then + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return program;
    }

    private static void write(Room room, long steps) {
        for (long i = 0; i < steps; i++) {
            room.require(Room.STEP_BYTES, Room.STEP_BYTES);
        }
    }

    private void ask(long bytes, long written) {
        asked.add(bytes);
    }

    private int runs() throws IOException {
        return Files.readAllLines(calls).size();
    }
}
