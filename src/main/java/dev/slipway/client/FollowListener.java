package dev.slipway.client;

import java.time.Duration;
import java.util.Map;

/**
 * Told what happens in a deployment that is followed. All calls come on the thread that called
 * {@link SlipwayClient#follow}; what they throw ends the following.
 */
public interface FollowListener {
    /** One that does not care. */
    FollowListener NONE = new FollowListener() {};

    /**
     * A phase begins or ends. Told once, also after the connection broke.
     *
     * @param phase for example {@code extracting}
     * @param status {@code start}, {@code done} or {@code error}
     */
    default void phase(String phase, String status) {}

    /** How far the server is; some may be missing. */
    default void progress(ServerProgress progress) {}

    /** Something that the server does differently from what was asked. */
    default void warning(String message) {}

    /** Earlier events are not kept any more. */
    default void truncated() {}

    /** A line that a command of the server wrote; some may be missing. @param hook for example {@code verify} */
    default void hook(String hook, String line) {}

    /** The release is live; it may still be taken back when it does not pass its checks. */
    default void live() {}

    /** A server of the cluster has taken it, or has not; told again when that changes. */
    default void node(NodeOutcome outcome) {}

    /** An event of another kind, which a later server may send. */
    default void other(String name, Map<String, Object> data) {}

    /**
     * The connection broke; another one is made after a pause.
     *
     * @param delay the pause
     * @param why what happened
     */
    default void reconnecting(Duration delay, DeployFailedException why) {}
}
