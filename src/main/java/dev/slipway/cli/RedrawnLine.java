package dev.slipway.cli;

import java.io.PrintStream;

/** One line of a terminal that is drawn over and over. For one thread. */
final class RedrawnLine {
    static final String CLEAR = "\r\033[K";
    /** Free at the end of the line: a terminal shows Ctrl-C as {@code ^C}, which must not begin another line. */
    static final int MARGIN = 3;
    /** So that a terminal that is narrower than it said cuts the line instead of beginning another (DECAWM). */
    private static final String NO_WRAP = "\033[?7l";
    private static final String WRAP = "\033[?7h";

    private final PrintStream err;
    private boolean drawn;

    RedrawnLine(PrintStream err) {
        this.err = err;
    }

    void draw(String text) {
        drawn = true;
        err.print(NO_WRAP + CLEAR + text + WRAP);
        err.flush();
    }

    /** Removes it, so that what follows stands alone. */
    void clear() {
        if (drawn) {
            drawn = false;
            err.print(CLEAR);
            err.flush();
        }
    }
}
