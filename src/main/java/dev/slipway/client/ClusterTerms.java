package dev.slipway.client;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How the servers of a cluster take something; on a server that is alone only the restart means anything. Immutable.
 *
 * @param restart what is restarted when it is live
 * @param replicated whether every server takes it; else the one that is asked, and no other
 * @param ignoresErrors whether it counts as done when some servers have not taken it
 * @param timeout how long the servers have for each step; empty for what the server says
 */
public record ClusterTerms(Restart restart, boolean replicated, boolean ignoresErrors, Optional<Duration> timeout) {
    /** Every server, nothing restarted. */
    public static final ClusterTerms USUAL = new ClusterTerms(Restart.NONE, true, false, Optional.empty());

    /** What is restarted; by the command that the server's administrator has set. */
    public enum Restart {
        /** Nothing. */
        NONE("false"),
        /** What serves the project, on all servers at once. */
        ALL("true"),
        /** What serves the project, on one server after the other, each checked before the next. */
        ROLLING("rolling");

        private final String text;

        Restart(String text) {
            this.text = text;
        }

        /**
         * As servers write it.
         *
         * @throws IllegalArgumentException for anything but false, true and rolling
         */
        public static Restart of(String text) {
            for (Restart restart : values()) {
                if (restart.text.equals(text)) {
                    return restart;
                }
            }
            throw new IllegalArgumentException("a restart is true or rolling, not '" + text + "'");
        }
    }

    /** @throws IllegalArgumentException when the time is not more than 0 */
    public ClusterTerms {
        if (timeout.filter(time -> time.isNegative() || time.isZero()).isPresent()) {
            throw new IllegalArgumentException("a time for the servers must be more than 0");
        }
    }

    /** What differs from the usual, as the server's fields. */
    Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        if (restart != Restart.NONE) {
            fields.put("restart", restart.text);
        }
        if (!replicated) {
            fields.put("replicated", "false");
        }
        if (ignoresErrors) {
            fields.put("ignore_replication_errors", "true");
        }
        timeout.ifPresent(time -> fields.put("deployment_timeout", time.toMillis() + "ms"));
        return fields;
    }
}
