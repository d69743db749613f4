package dev.slipway.client;

import dev.slipway.archive.TreeSurvey;
import java.time.Duration;

/**
 * Told of a deploy while it goes on. All calls come on the thread that called {@link DeployClient#deploy}; what they
 * throw ends the deploy.
 */
public interface DeployListener {
    /** One that does not care. */
    DeployListener NONE = new DeployListener() {};

    /**
     * The server was reached and knows the user.
     *
     * @param server what it calls itself, for example {@code slipway/0.1.0}
     */
    default void connected(String server) {}

    /**
     * The whole directory was looked at and can be sent.
     *
     * @param survey what there is, so that a share can be told; also the links that lead nowhere
     */
    default void surveyed(TreeSurvey survey) {}

    /** Called several times a second, also when nothing moved. */
    default void progress(DeployProgress progress) {}

    /**
     * An attempt failed, or the server is still at work on an earlier one; the next attempt comes after a pause.
     *
     * @param attempt number of the attempt to come, 2 for the first one that repeats
     * @param delay the pause
     * @param why what happened
     */
    default void retrying(int attempt, Duration delay, DeployFailedException why) {}

    /**
     * A phase of the server's work begins or ends. Some may be missing, and none comes from a server that does not tell.
     *
     * @param phase for example {@code extracting}
     * @param status {@code start}, {@code done} or {@code error}
     */
    default void serverPhase(String phase, String status) {}

    /** How far the server is; some may be missing, and none comes from a server that does not tell. */
    default void serverProgress(ServerProgress progress) {}

    /** A server of the cluster has taken it, or has not; told again when that changes. */
    default void serverNode(NodeOutcome outcome) {}

    /** Something that the server does differently from what was asked. */
    default void serverWarning(String message) {}
}
