package dev.slipway.release;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gets a whole tree onto the disk before it is made live.
 *
 * <p>Measured on ext4 (two cores, virtual disk), 20 000 files of 8 KiB in 1 000 directories: {@code sync -f} 0.2 s,
 * one {@code fsync} per file 2.3 s with 8 threads (16 are no faster, 4 take 3.4 s). With 64 files both take some 20 ms.
 * But {@code sync -f} also waits for what others have written to that file system. So: few files, each on its own;
 * many, {@code sync -f} (GNU coreutils) where that program is, else each on its own by a small pool. Any thread.
 */
public final class Sync {
    /** With fewer files, each is synced on its own. */
    static final long FEW_FILES = 64;
    private static final Duration PROGRAM_TIMEOUT = Duration.ofMinutes(10);
    private static final System.Logger LOG = System.getLogger(Sync.class.getName());

    private final SyncMode mode;
    private final @Nullable Path program;
    private final Disk disk;

    private Sync(SyncMode mode, @Nullable Path program, Disk disk) {
        this.mode = mode;
        this.program = program;
        this.disk = disk;
    }

    /** Looks for the program on the {@code PATH} once. */
    public static Sync of(SyncMode mode) {
        return of(mode, find("sync"), new RealDisk());
    }

    static Sync of(SyncMode mode, Optional<Path> program, Disk disk) {
        return new Sync(mode, program.orElse(null), disk);
    }

    static Optional<Path> find(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        for (String directory : path.split(File.pathSeparator)) {
            Path candidate = Path.of(directory, name);
            if (!directory.isEmpty() && Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
                return Optional.of(candidate.toAbsolutePath());
            }
        }
        return Optional.empty();
    }

    /**
     * Returns when every file and directory of the tree is on disk; links are entries of their directories. In mode
     * {@link SyncMode#OFF} at once.
     *
     * @param files how many files there are, roughly: it decides the way
     * @throws InterruptedIOException when the thread is interrupted; the interrupt status is set again
     */
    void tree(Path root, long files) throws IOException {
        if (mode == SyncMode.OFF) {
            return;
        }
        if (files >= FEW_FILES && program != null && byProgram(program, root)) {
            return;
        }
        try (ForcePool pool = new ForcePool(disk, files >= FEW_FILES)) {
            pool.files(root);
            pool.directories(root);
        }
    }

    /**
     * False when the program cannot be started, does not know the option or fails: then the files are synced one by
     * one, which tells.
     */
    private static boolean byProgram(Path program, Path root) throws IOException {
        Process process;
        try {
            process = started(program, root);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "sync -f cannot be started: syncing file by file", e);
            return false;
        }
        try {
            if (!process.waitFor(PROGRAM_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("sync took longer than " + PROGRAM_TIMEOUT.toMinutes() + " minutes");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while syncing");
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            LOG.log(System.Logger.Level.WARNING, "sync -f ended with {0}: syncing file by file", process.exitValue());
        }
        return process.exitValue() == 0;
    }

    private static Process started(Path program, Path root) throws IOException {
        return new ProcessBuilder(program.toString(), "-f", root.toString())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
