package dev.slipway.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What the other end of standard error can do.
 *
 * @param rewrites whether a line can be drawn over (a terminal that is not dumb)
 * @param colours whether colours are wanted: a terminal, and {@code NO_COLOR} is not set (no-color.org)
 * @param columns width in characters, at least 40
 */
record Terminal(boolean rewrites, boolean colours, int columns) {
    private static final int USUAL_COLUMNS = 80;
    private static final int MIN_COLUMNS = 40;
    private static final int MAX_COLUMNS = 1000;

    /** A file or a pipe. */
    static final Terminal NONE = new Terminal(false, false, USUAL_COLUMNS);

    /** Looks at the process's standard error. {@code System.console()} does not tell: it looks at the other streams. */
    static Terminal ofStandardError(Map<String, String> environment) {
        return of(isTerminal(2), environment);
    }

    static Terminal of(boolean isTerminal, Map<String, String> environment) {
        String type = environment.getOrDefault("TERM", "");
        if (!isTerminal || type.isEmpty() || type.equals("dumb")) {
            return NONE;
        }
        boolean colours = environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(true, colours, columns(environment.get("COLUMNS")));
    }

    /** Whether a file descriptor of this process (0, 1, 2) is a terminal; false where that cannot be known. */
    static boolean isTerminal(int descriptor) {
        try {
            String device = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
        } catch (IOException | RuntimeException e) {
            return System.console() != null && consoleIsTerminal();
        }
    }

    /** From JDK 22 a console may be there without a terminal, and says so itself. */
    private static boolean consoleIsTerminal() {
        try {
            return (Boolean) java.io.Console.class.getMethod("isTerminal").invoke(System.console());
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    private static int columns(@org.jspecify.annotations.Nullable String text) {
        try {
            int columns = text == null ? USUAL_COLUMNS : Integer.parseInt(text.strip());
            return Math.max(MIN_COLUMNS, Math.min(MAX_COLUMNS, columns));
        } catch (NumberFormatException e) {
            return USUAL_COLUMNS;
        }
    }
}
