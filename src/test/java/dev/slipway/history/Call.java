package dev.slipway.history;

import java.util.Optional;
import java.util.Set;

/**
 * What one client asked of a cluster, and what it was told.
 *
 * @param project of which something is to be live
 * @param release what is to be live by that
 * @param deploys whether it brings the release; else it makes one live again
 * @param invokedAt before the first byte was sent; all times are of one clock that never goes back
 * @param endedAt after the last byte of the answer; {@link #NEVER} where there was none
 * @param outcome what the answer says
 * @param took nodes that made it live, as the answer says
 */
public record Call(String project, String release, boolean deploys, long invokedAt, long endedAt, Outcome outcome,
        Set<String> took) {
    /** The end of what may still be carried out. */
    public static final long NEVER = Long.MAX_VALUE;

    /** What a client knows in the end. */
    public enum Outcome {
        /** It is live. */
        ACKNOWLEDGED,
        /** It is live nowhere and will not be. */
        REFUSED,
        /** No answer, or one that does not say. */
        UNKNOWN
    }

    /** A call that has begun. */
    public static Call deploy(String project, String release, long invokedAt) {
        return new Call(project, release, true, invokedAt, NEVER, Outcome.UNKNOWN, Set.of());
    }

    /** The same for a release that is there. */
    public static Call back(String project, String release, long invokedAt) {
        return new Call(project, release, false, invokedAt, NEVER, Outcome.UNKNOWN, Set.of());
    }

    /** It is live, and these nodes have it. */
    public Call acknowledged(long at, Set<String> nodes) {
        return new Call(project, release, deploys, invokedAt, at, Outcome.ACKNOWLEDGED, Set.copyOf(nodes));
    }

    /** It is not live. */
    public Call refused(long at) {
        return new Call(project, release, deploys, invokedAt, at, Outcome.REFUSED, Set.of());
    }

    /** Whether it may have been carried out after the other one began. */
    boolean mayFollow(Call other) {
        return endedAt > other.invokedAt;
    }

    boolean makesLive(Optional<String> live) {
        return live.equals(Optional.of(release));
    }
}
