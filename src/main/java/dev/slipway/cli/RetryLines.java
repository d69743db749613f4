package dev.slipway.cli;

import dev.slipway.archive.TreeSurvey;
import dev.slipway.client.DeployFailedException;
import dev.slipway.client.DeployListener;
import dev.slipway.client.DeployProgress;
import dev.slipway.client.FailureKind;
import dev.slipway.client.ServerProgress;
import java.time.Duration;

/** Tells of each attempt that is repeated, in one line on standard error, also when no progress is shown. */
final class RetryLines implements DeployListener {
    private final Session session;
    private final DeployListener display;
    private final int retries;

    /**
     * @param display is told everything else
     * @param retries how many there may be
     */
    RetryLines(Session session, DeployListener display, int retries) {
        this.session = session;
        this.display = display;
        this.retries = retries;
    }

    @Override
    public void connected(String server) {
        display.connected(server);
    }

    @Override
    public void surveyed(TreeSurvey survey) {
        display.surveyed(survey);
    }

    @Override
    public void progress(DeployProgress progress) {
        display.progress(progress);
    }

    @Override
    public void serverPhase(String phase, String status) {
        display.serverPhase(phase, status);
    }

    @Override
    public void serverProgress(ServerProgress progress) {
        display.serverProgress(progress);
    }

    @Override
    public void serverWarning(String message) {
        display.serverWarning(message);
    }

    @Override
    public void retrying(int attempt, Duration delay, DeployFailedException why) {
        String line = "slipway: " + Report.safe(String.valueOf(why.getMessage())) + "; again in " + Figures.time(delay)
                + (why.kind() == FailureKind.CONFLICT ? "" : " (attempt " + attempt + " of " + (retries + 1) + ")");
        session.err().println((session.terminal().rewrites() ? RedrawnLine.CLEAR : "") + line);
        display.retrying(attempt, delay, why);
    }
}
