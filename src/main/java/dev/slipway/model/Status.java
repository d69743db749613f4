package dev.slipway.model;

import java.util.Locale;
import java.util.Optional;

/** What a deployment is at, or how it ended. The name in lower case is what clients see. */
public enum Status {
    /** Staged; earlier deployments of the project have not ended. */
    QUEUED(false),
    RECEIVING(false),
    EXTRACTING(false),
    INSTALLING(false),
    VERIFYING(false),
    ACTIVATING(false),
    CHECKING(false),
    REPLICATING(false),
    WAITING_FOR_HOLDER(false),
    PAUSED(false),
    RESTARTING(false),
    /** Ended: a complete release that was not to be made live. */
    STAGED(true),
    /** Ended: it was made live. */
    SUCCESS(true),
    FAILED(true),
    CANCELLED(true),
    /** Ended: it was live, its check failed, and the previous release is back. */
    ROLLED_BACK(true);

    private final boolean terminal;

    Status(boolean terminal) {
        this.terminal = terminal;
    }

    /** Whether the deployment has ended: nothing of its record changes any more but what is kept of it. */
    public boolean terminal() {
        return terminal;
    }

    /** Name on the wire. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The status of that name on the wire. */
    public static Optional<Status> of(String label) {
        for (Status status : values()) {
            if (status.label().equals(label)) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }
}
