package dev.slipway.cli;

import dev.slipway.archive.TreeSize;
import dev.slipway.client.DeployListener;
import dev.slipway.client.DeployPhase;
import dev.slipway.client.DeployProgress;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Shows a deploy on standard error while it goes on: one line that is drawn over on a terminal, else a line when the
 * phase changes and every few seconds. Used by the thread of the deploy; a thread of its own counts the directory for
 * the percentage.
 */
final class ProgressDisplay implements DeployListener, AutoCloseable {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
    static final String CLEAR_LINE = "\r\033[K";

    private final PrintStream err;
    private final Terminal terminal;
    private final boolean quiet;
    private final long start = System.nanoTime();
    private volatile @Nullable TreeSize total;
    private volatile boolean closed;
    private @Nullable DeployPhase phase;
    private long sendingSince = start;
    private long waitingSince = start;
    private long lastLine = start;
    private String server = "";

    ProgressDisplay(Session session, boolean quiet) {
        this.err = session.err();
        this.terminal = session.terminal();
        this.quiet = quiet;
    }

    /** Begins to count what there is to send, where that can be shown. */
    ProgressDisplay counting(Path directory) {
        if (!quiet && terminal.rewrites()) {
            Thread counter = new Thread(() -> count(directory), "slipway-count");
            counter.setDaemon(true);
            counter.start();
        }
        return this;
    }

    /** What the server called itself; empty before it was reached. */
    String server() {
        return server;
    }

    /** Since it was made. */
    Duration elapsed() {
        return since(start);
    }

    @Override
    public void connected(String name) {
        server = name;
    }

    @Override
    public void progress(DeployProgress progress) {
        boolean changed = progress.phase() != phase;
        if (changed) {
            enter(progress.phase());
        }
        if (quiet) {
            return;
        }
        if (terminal.rewrites()) {
            err.print(CLEAR_LINE + line(progress, terminal.columns() - 1));
            err.flush();
        } else if (changed || since(lastLine).compareTo(BETWEEN_LINES) >= 0) {
            lastLine = System.nanoTime();
            err.println(line(progress, Integer.MAX_VALUE));
        }
    }

    /** Removes the line, so that what follows stands alone. */
    @Override
    public void close() {
        closed = true;
        if (!quiet && terminal.rewrites() && phase != null) {
            err.print(CLEAR_LINE);
            err.flush();
        }
    }

    private void enter(DeployPhase next) {
        phase = next;
        if (next == DeployPhase.SENDING) {
            sendingSince = System.nanoTime();
        } else if (next == DeployPhase.WAITING) {
            waitingSince = System.nanoTime();
        }
    }

    private String line(DeployProgress progress, int columns) {
        return ProgressText.line(progress, total, since(sendingSince), since(waitingSince), columns);
    }

    private void count(Path directory) {
        try {
            total = TreeSize.of(directory, () -> !closed);
        } catch (IOException e) {
            // Then the total stays unknown; what is wrong with the directory, the packing says.
        }
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
