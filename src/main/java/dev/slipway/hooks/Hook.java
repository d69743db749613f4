package dev.slipway.hooks;

import java.util.Locale;

/** When a command is run. The name in lower case is what commands and clients see. */
public enum Hook {
    /** In a complete release, before it can become live. */
    VERIFY,
    /** When a release has become live. */
    ACTIVATE,
    /** After that, where a restart was asked for. */
    RESTART,
    /** After that: whether the release is healthy. */
    HEALTH;

    /** Name on the outside. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
