package dev.slipway.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Opens and reads one file over and over through the live link, as a web server would, and counts what it saw. A thread
 * of its own reads; the counts may be asked by any.
 */
final class SwitchWatch implements AutoCloseable {
    private final Path file;
    private final String before;
    private final String after;
    private final Thread reader = new Thread(this::read, "slipway-demo-reader");
    private final AtomicLong readsBefore = new AtomicLong();
    private final AtomicLong readsAfter = new AtomicLong();
    private final AtomicLong faults = new AtomicLong();
    private volatile @Nullable String firstFault;
    private volatile boolean closed;

    /**
     * Begins to read.
     *
     * @param file a path that goes through the live link
     * @param before its whole content in the release that is live now
     * @param after its whole content in the release to come
     */
    SwitchWatch(Path file, String before, String after) {
        this.file = file;
        this.before = before;
        this.after = after;
        reader.setDaemon(true);
        reader.start();
    }

    /** Reads that saw the old release. */
    long readsBefore() {
        return readsBefore.get();
    }

    /** Reads that saw the new release. */
    long readsAfter() {
        return readsAfter.get();
    }

    /** Reads that failed, saw a mixture, or saw the old release after the new one. */
    long faults() {
        return faults.get();
    }

    /** What went wrong first; empty when nothing did. */
    String firstFault() {
        String fault = firstFault;
        return fault == null ? "" : fault;
    }

    /** Ends the reading. */
    @Override
    public void close() throws InterruptedException {
        closed = true;
        reader.join();
    }

    private void read() {
        while (!closed) {
            try {
                judge(Files.readString(file));
            } catch (IOException e) {
                fault(e.toString());
            }
        }
    }

    private void judge(String content) {
        if (content.equals(after)) {
            readsAfter.incrementAndGet();
        } else if (!content.equals(before)) {
            fault("the file was neither the old nor the new one");
        } else if (readsAfter.get() > 0) {
            fault("the old release was seen after the new one");
        } else {
            readsBefore.incrementAndGet();
        }
    }

    private void fault(String what) {
        if (faults.getAndIncrement() == 0) {
            firstFault = what;
        }
    }
}
