package dev.slipway.deploy;

import java.time.Duration;
import java.util.Optional;

/**
 * To which servers of a cluster something goes, and how. Where there is one server alone it means nothing.
 *
 * @param replicated whether every server takes it; else the one that is asked, and no other
 * @param ignoresErrors whether servers that fail are told of and nothing more
 * @param timeout patience for each step, up to {@link #LONGEST}; empty for what is configured
 */
public record Spread(boolean replicated, boolean ignoresErrors, Optional<Duration> timeout) {
    /** Longest patience for a step. */
    public static final Duration LONGEST = Duration.ofHours(24);
    /** Every server has to take it, in the time that is configured. */
    public static final Spread EVERYWHERE = new Spread(true, false, Optional.empty());
}
