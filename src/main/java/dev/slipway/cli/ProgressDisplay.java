package dev.slipway.cli;

import dev.slipway.archive.TreeSurvey;
import dev.slipway.client.DeployListener;
import dev.slipway.client.DeployPhase;
import dev.slipway.client.DeployProgress;
import dev.slipway.client.NodeOutcome;
import dev.slipway.client.ServerProgress;
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
    private final RedrawnLine line;
    private final ServerState state = new ServerState();
    private boolean news;
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
        this.line = new RedrawnLine(err);
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
        line.clear();
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
        changed |= news && phase == DeployPhase.WAITING;
        news = false;
        ProgressText text = new ProgressText(doing, total, rate, since(waitingSince), state.text());
        if (terminal.rewrites()) {
            line.draw(text.line(progress, terminal.columns() - RedrawnLine.MARGIN));
        } else if (changed || since(lastLine).compareTo(BETWEEN_LINES) >= 0) {
            lastLine = System.nanoTime();
            err.println(text.plain(progress));
        }
    }

    /** Removes the line, so that what follows stands alone. */
    @Override
    public void close() {
        line.clear();
    }

    @Override
    public void serverPhase(String name, String status) {
        news |= state.enter(name, status);
    }

    @Override
    public void serverProgress(ServerProgress progress) {
        state.reached(progress);
    }

    @Override
    public void serverNode(NodeOutcome outcome) {
        if (!quiet) {
            line.clear();
            err.println("  " + Report.safe(outcome.node()) + ": " + NodeLines.text(outcome));
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
