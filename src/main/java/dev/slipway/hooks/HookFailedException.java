package dev.slipway.hooks;

import java.util.List;

/** A command or a health check says no, or could not be asked. */
public final class HookFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> lastLines;

    HookFailedException(String message, List<String> lastLines) {
        super(message);
        this.lastLines = List.copyOf(lastLines);
    }

    /** What happened, and the last lines that were written; at most some 2000 characters. */
    public String told() {
        return lastLines.isEmpty() ? String.valueOf(getMessage())
                : getMessage() + "; it wrote last: " + String.join(" | ", lastLines);
    }

    List<String> lastLines() {
        return lastLines;
    }
}
