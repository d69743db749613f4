package dev.slipway.release;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The program {@code sync -f DIRECTORY} (GNU coreutils), which gets everything that was written to a directory's file
 * system onto the disk. One for a server. Any thread.
 *
 * <p>Besides being waited for it is run {@linkplain #wrote behind the writers}, so that little is left to do at the end
 * of a big upload. The kernel tells an error of the disk to the first who asks, and to nobody after him (Linux,
 * {@code lib/errseq.c}): so an end with anything but 0, whoever ran it, is remembered, and from then on the program is
 * not believed any more. A file that is synced on its own still has its error told.
 */
final class SyncProgram {
    /** What is written between two runs behind the writers, about; more while one is running. */
    static final long STEP_BYTES = 128L << 20;
    private static final Duration TIMEOUT = Duration.ofMinutes(10);
    private static final System.Logger LOG = System.getLogger(SyncProgram.class.getName());

    private final Path program;
    private final AtomicLong written = new AtomicLong();
    private volatile boolean failed;
    /** Guarded by this. The last one that nobody waited for. */
    private @Nullable Process behind;

    SyncProgram(Path program) {
        this.program = program;
    }

    /**
     * Tells that this was written, or is just going to be; may start a run. Does not wait for it.
     *
     * @param directory on the file system that was written to
     */
    void wrote(Path directory, long bytes) {
        if (written.addAndGet(bytes) >= STEP_BYTES && !failed) {
            startBehind(directory);
        }
    }

    private synchronized void startBehind(Path directory) {
        if (behind != null) {
            if (behind.isAlive()) {
                return;
            }
            note(behind);
            behind = null;
        }
        if (written.getAndSet(0) >= STEP_BYTES && !failed) {
            try {
                behind = started(directory);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "sync -f cannot be started; the end of the upload will tell", e);
            }
        }
    }

    /**
     * Returns when all that was written to the directory's file system is on the disk.
     *
     * @return false when that cannot be said: the program cannot be started, does not know the option, has failed, or has
     *         to wait longer than ten minutes, for what others wrote perhaps
     * @throws InterruptedIOException when the thread is interrupted; the interrupt status is set again
     */
    boolean everything(Path directory) throws InterruptedIOException {
        if (failed) {
            return false;
        }
        Process process;
        try {
            process = started(directory);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "sync -f cannot be started: syncing file by file", e);
            return false;
        }
        try {
            Process last = lastBehind();
            return await(process) && (last == null || await(last)) && !failed;
        } finally {
            process.destroyForcibly();
        }
    }

    private synchronized @Nullable Process lastBehind() {
        return behind;
    }

    private boolean await(Process process) throws InterruptedIOException {
        try {
            if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "sync -f takes longer than {0} minutes: syncing file by file",
                        TIMEOUT.toMinutes());
                return false;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while syncing");
        }
        note(process);
        return true;
    }

    private void note(Process ended) {
        if (ended.exitValue() != 0 && !failed) {
            failed = true;
            LOG.log(System.Logger.Level.WARNING,
                    "sync -f ended with {0}: from now on releases are synced file by file", ended.exitValue());
        }
    }

    private Process started(Path directory) throws IOException {
        return new ProcessBuilder(program.toString(), "-f", directory.toString())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
