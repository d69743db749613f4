package dev.slipway.hooks;

/** Hears what commands write, line by line. */
public interface HookListener {
    /** Nobody. */
    HookListener NONE = (hook, line) -> { };

    /**
     * One line, without its end; returns at once.
     *
     * @param line at most {@value HookOutput#MAX_LINE} characters, control characters as they came
     */
    void line(Hook hook, String line);
}
