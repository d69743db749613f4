package dev.slipway.model;

import java.util.Locale;
import java.util.Optional;

/** Where a running deployment stands. The name in lower case is what clients see. */
public enum Phase {
    RECEIVING(Status.RECEIVING),
    EXTRACTING(Status.EXTRACTING),
    VERIFYING(Status.VERIFYING),
    QUEUED(Status.QUEUED),
    /** Complete on the server that received it; others are getting it. */
    REPLICATING(Status.REPLICATING),
    /** Too few servers hold it to make it live. */
    WAITING_FOR_HOLDER(Status.WAITING_FOR_HOLDER),
    ACTIVATING(Status.ACTIVATING),
    /** It is live; what serves it is being restarted. */
    RESTARTING(Status.RESTARTING),
    /** It is live; whether it is healthy is being found out. */
    CHECKING(Status.CHECKING);

    private final Status status;

    Phase(Status status) {
        this.status = status;
    }

    /** What a deployment in this phase is at. */
    public Status status() {
        return status;
    }

    /** Name on the wire. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The phase of that name on the wire. */
    public static Optional<Phase> of(String label) {
        for (Phase phase : values()) {
            if (phase.label().equals(label)) {
                return Optional.of(phase);
            }
        }
        return Optional.empty();
    }
}
