package dev.slipway.release;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The program {@code sync -f DIRECTORY} (GNU coreutils), which gets everything that was written to a directory's file
 * system onto the disk. One for a server. Any thread.
 *
 * <p>Besides being waited for it is run {@linkplain #wrote behind the writers}, so that little is left to do at the end
 * of a big upload. The kernel tells an error of writing to the first {@code syncfs} that asks, and to none that begins
 * after that (Linux 5.8 and later, {@code lib/errseq.c}). So whoever asks at the end is also told of the errors that the
 * other runs of this server had since he began, and no run is ever killed: it would keep what it was told to itself.
 */
final class SyncProgram {
    /** What is written between two runs behind the writers, about; more while one is running. */
    static final long STEP_BYTES = 128L << 20;
    private static final Duration TIMEOUT = Duration.ofMinutes(10);
    /** After so long, somebody who waits for an answer may look into the log. */
    private static final Duration LONG = Duration.ofSeconds(30);
    /** From here on loader, shell and JVM tell that it did not run, or was ended by a signal: nothing of the disk. */
    private static final int NOT_ITS_OWN = 126;
    private static final System.Logger LOG = System.getLogger(SyncProgram.class.getName());

    private final Path program;
    private final AtomicLong written = new AtomicLong();
    /** Those whose end nobody has looked at. Locked while one is started, so that none is missed. */
    private final Set<Running> running = ConcurrentHashMap.newKeySet();
    /** Guarded by this. The last one that nobody waits for. */
    private @Nullable Running behind;
    private volatile boolean works;
    private volatile boolean unusable;
    private volatile @Nullable Failure failure;

    private record Running(Process process, long begun) {}

    private record Failure(int exit, long at) {}

    SyncProgram(Path program) {
        this.program = program;
    }

    /**
     * Tells that this was written; may start a run. Does not wait for it.
     *
     * @param directory on the file system that was written to
     */
    void wrote(Path directory, long bytes) {
        if (written.addAndGet(bytes) >= STEP_BYTES && !unusable) {
            startBehind(directory);
        }
    }

    private synchronized void startBehind(Path directory) {
        if (behind != null && behind.process.isAlive() && !late(behind)) {
            return;
        }
        look();
        if (written.getAndSet(0) >= STEP_BYTES && !unusable) {
            try {
                behind = start(directory);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "sync -f cannot be started; the end of the upload will tell", e);
            }
        }
    }

    /**
     * Returns when all that was written to the directory's file system is on the disk.
     *
     * @param since when the caller began to write, by {@link System#nanoTime}
     * @return false when that cannot be said: the program cannot be started, does not know the option, was killed, or has
     *         to wait longer than ten minutes, for what others wrote perhaps
     * @throws InterruptedIOException when the thread is interrupted; the interrupt status is set again
     * @throws IOException when there was an error of writing since then, of whatever file
     */
    boolean everything(Path directory, long since) throws IOException {
        if (unusable) {
            return false;
        }
        Running own;
        try {
            own = start(directory);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "sync -f cannot be started: syncing file by file", e);
            return false;
        }
        boolean known = ends(own) && own.process.exitValue() == 0;
        for (Running other : underWay()) { // one that began before this one ended may have been told in its place
            known &= ends(other);
        }
        requireNoErrorSince(since);
        return known && !unusable;
    }

    private List<Running> underWay() {
        synchronized (running) {
            return List.copyOf(running);
        }
    }

    /** @throws IOException when there was an error of writing since then, of whatever file */
    void requireNoErrorSince(long since) throws IOException {
        look();
        Failure last = failure;
        if (last != null && last.at - since >= 0) {
            throw new IOException("the disk had an error while this was written (sync -f ended with " + last.exit + ")");
        }
    }

    private boolean late(Running run) {
        return System.nanoTime() - run.begun > TIMEOUT.toNanos();
    }

    private boolean ends(Running run) throws InterruptedIOException {
        try {
            if (!endsWithin(run, LONG)) {
                LOG.log(System.Logger.Level.WARNING, "sync -f has been running for {0} seconds, and an upload waits for it: "
                        + "the disk is slow, or others write much to it", LONG.toSeconds());
            }
            if (!endsWithin(run, TIMEOUT)) {
                running.remove(run); // nobody waits for it again
                LOG.log(System.Logger.Level.WARNING, "sync -f takes longer than {0} minutes: syncing file by file",
                        TIMEOUT.toMinutes());
                return false;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while syncing");
        }
        note(run);
        return true;
    }

    private static boolean endsWithin(Running run, Duration limit) throws InterruptedException {
        long left = limit.toNanos() - (System.nanoTime() - run.begun);
        return run.process.waitFor(Math.max(0, left), TimeUnit.NANOSECONDS);
    }

    /** Notes how those ended that have ended. */
    private void look() {
        for (Running run : running) {
            if (!run.process.isAlive()) {
                note(run);
            }
        }
    }

    private void note(Running ended) {
        int exit = ended.process.exitValue();
        if (exit == 0) {
            works = true;
        } else if (exit < NOT_ITS_OWN && works) {
            LOG.log(System.Logger.Level.ERROR, "sync -f ended with {0}: the disk had an error", exit);
            failure = new Failure(exit, System.nanoTime());
        } else if (exit < NOT_ITS_OWN && !unusable) {
            unusable = true;
            LOG.log(System.Logger.Level.WARNING, "sync -f ended with {0}: releases are synced file by file", exit);
        } else if (exit >= NOT_ITS_OWN) {
            LOG.log(System.Logger.Level.WARNING, "sync -f ended with {0}, was killed or did not run: uploads that wait for it are "
                    + "synced file by file", exit);
        }
        running.remove(ended); // last: who does not find it here finds what it told
    }

    private Running start(Path directory) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(program.toString(), "-f", directory.toString())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        synchronized (running) {
            try {
                Running started = new Running(builder.start(), System.nanoTime());
                running.add(started);
                return started;
            } catch (OutOfMemoryError e) { // no thread to wait for its end
                throw new IOException("no process can be started", e);
            }
        }
    }
}
