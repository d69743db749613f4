package dev.slipway.cli;

import dev.slipway.client.DeployFailedException;
import dev.slipway.client.FollowListener;
import dev.slipway.client.NodeOutcome;
import dev.slipway.client.ServerProgress;
import java.io.PrintStream;
import java.time.Duration;

/**
 * Shows a deployment that is followed on standard error: a line for each phase, and progress on one line that is drawn
 * over on a terminal, else as a line every few seconds. For one thread.
 */
final class FollowDisplay implements FollowListener, AutoCloseable {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    private final PrintStream err;
    private final Terminal terminal;
    private final boolean quiet;
    private final RedrawnLine line;
    private final ServerState state = new ServerState();
    private long lastLine = System.nanoTime() - BETWEEN_LINES.toNanos();

    FollowDisplay(Session session, boolean quiet) {
        this.err = session.err();
        this.terminal = session.terminal();
        this.quiet = quiet;
        this.line = new RedrawnLine(err);
    }

    @Override
    public void phase(String phase, String status) {
        state.enter(phase, status);
        if (!quiet) {
            say(phase + (status.equals("start") ? "" : ": " + status));
        }
    }

    @Override
    public void progress(ServerProgress progress) {
        state.reached(progress);
        String text = state.text() + ", " + Figures.bytes(progress.bytesReceived()) + " received";
        if (quiet) {
            return;
        }
        if (terminal.rewrites()) {
            line.draw(Columns.head(text, terminal.columns() - RedrawnLine.MARGIN));
        } else if (System.nanoTime() - lastLine >= BETWEEN_LINES.toNanos()) {
            lastLine = System.nanoTime();
            err.println(text);
        }
    }

    @Override
    public void hook(String hook, String text) {
        if (!quiet) {
            say("  " + hook + ": " + text);
        }
    }

    @Override
    public void live() {
        if (!quiet) {
            say("live, on trial");
        }
    }

    @Override
    public void node(NodeOutcome outcome) {
        if (!quiet) {
            say("  " + outcome.node() + ": " + NodeLines.text(outcome));
        }
    }

    @Override
    public void warning(String message) {
        say("slipway: warning: " + message);
    }

    @Override
    public void truncated() {
        if (!quiet) {
            say("(some events are not kept)");
        }
    }

    @Override
    public void reconnecting(Duration delay, DeployFailedException why) {
        say("slipway: " + why.getMessage() + "; again in " + Figures.time(delay));
    }

    /** Removes the line, so that what follows stands alone. */
    @Override
    public void close() {
        line.clear();
    }

    private void say(String text) {
        line.clear();
        err.println(Report.safe(text));
    }
}
