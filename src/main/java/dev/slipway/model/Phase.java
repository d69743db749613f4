package dev.slipway.model;

import java.util.Locale;

/** Where a running deployment stands. The name in lower case is what clients see. */
public enum Phase {
    RECEIVING,
    EXTRACTING,
    VERIFYING,
    ACTIVATING;

    /** Name on the wire. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
