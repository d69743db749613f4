package dev.slipway.cli;

import dev.slipway.archive.TreeSurvey;
import dev.slipway.client.DeployListener;
import dev.slipway.client.DeployPhase;
import dev.slipway.client.DeployProgress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Shows a deploy on standard error while it goes on: one line that is drawn over on a terminal, else a line when the
 * phase changes and every few seconds. Used by the thread of the deploy alone.
 */
final class ProgressDisplay implements DeployListener, AutoCloseable {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
    static final String CLEAR_LINE = "\r\033[K";
    /** So that a terminal that is narrower than it said cuts the line instead of beginning another (DECAWM). */
    private static final String NO_WRAP = "\033[?7l";
    private static final String WRAP = "\033[?7h";

    private final PrintStream err;
    private final Terminal terminal;
    private final boolean quiet;
    private final String doing;
    private final Consumer<TreeSurvey> onSurvey;
    private final Rate rate = new Rate();
    private final long start = System.nanoTime();
    private @Nullable TreeSurvey total;
    private @Nullable DeployPhase phase;
    private long waitingSince = start;
    private long lastLine = start;
    private boolean drawn;
    private String server = "";

    /**
     * @param quiet whether nothing is shown
     * @param doing what is done with the files, {@code sending} or {@code packing}
     * @param onSurvey told of the survey when nothing of the display is in the way
     */
    ProgressDisplay(Session session, boolean quiet, String doing, Consumer<TreeSurvey> onSurvey) {
        this.err = session.err();
        this.terminal = session.terminal();
        this.quiet = quiet;
        this.doing = doing;
        this.onSurvey = onSurvey;
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
    public void surveyed(TreeSurvey survey) {
        total = survey;
        clear();
        onSurvey.accept(survey);
    }

    @Override
    public void progress(DeployProgress progress) {
        boolean changed = progress.phase() != phase;
        if (changed) {
            enter(progress.phase());
        }
        if (phase == DeployPhase.SENDING) {
            rate.add(System.nanoTime() - start, progress.unpackedBytes());
        }
        if (quiet) {
            return;
        }
        ProgressText text = new ProgressText(doing, total, rate, since(waitingSince));
        if (terminal.rewrites()) {
            drawn = true;
            err.print(NO_WRAP + CLEAR_LINE + text.line(progress, terminal.columns() - 1) + WRAP);
            err.flush();
        } else if (changed || since(lastLine).compareTo(BETWEEN_LINES) >= 0) {
            lastLine = System.nanoTime();
            err.println(text.plain(progress));
        }
    }

    /** Removes the line, so that what follows stands alone. */
    @Override
    public void close() {
        clear();
    }

    private void clear() {
        if (drawn) {
            drawn = false;
            err.print(CLEAR_LINE);
            err.flush();
        }
    }

    private void enter(DeployPhase next) {
        phase = next;
        if (next == DeployPhase.WAITING) {
            waitingSince = System.nanoTime();
        }
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
