package dev.slipway.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the other end of standard error can do.
 *
 * @param rewrites whether a line can be drawn over (a terminal that is not dumb)
 * @param colours whether colours are wanted: a terminal, and {@code NO_COLOR} is not set (no-color.org)
 * @param columns width in characters, at least 10
 */
record Terminal(boolean rewrites, boolean colours, int columns) {
    private static final int USUAL_COLUMNS = 80;
    private static final int MIN_COLUMNS = 10;
    private static final int MAX_COLUMNS = 1000;

    /** A file or a pipe. */
    static final Terminal NONE = new Terminal(false, false, USUAL_COLUMNS);

    /** Looks at the process's standard error. {@code System.console()} does not tell: it looks at the other streams. */
    static Terminal ofStandardError(Map<String, String> environment) {
        boolean isTerminal = isTerminal(2);
        Terminal told = of(isTerminal, environment);
        return told.rewrites && environment.getOrDefault("COLUMNS", "").isEmpty()
                ? new Terminal(true, told.colours, columns(measured())) : told;
    }

    /** Columns of the terminal that controls the process; null when nobody knows. Shells do not tell by themselves. */
    private static @Nullable String measured() {
        try {
            Process stty = new ProcessBuilder("stty", "size").redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            if (!stty.waitFor(1, TimeUnit.SECONDS)) {
                stty.destroyForcibly();
                return null;
            }
            String[] size = new String(stty.getInputStream().readNBytes(100), StandardCharsets.US_ASCII).split(" ");
            return size.length == 2 && !size[1].strip().equals("0") ? size[1] : null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
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

    private static int columns(@Nullable String text) {
        try {
            int columns = text == null ? USUAL_COLUMNS : Integer.parseInt(text.strip());
            return Math.max(MIN_COLUMNS, Math.min(MAX_COLUMNS, columns));
        } catch (NumberFormatException e) {
            return USUAL_COLUMNS;
        }
    }
}
