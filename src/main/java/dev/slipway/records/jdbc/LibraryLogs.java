package dev.slipway.records.jdbc;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The logs of the libraries: warnings only, unless an administrator has set a level for them. */
final class LibraryLogs {
    /** Kept, because a logger that nobody holds loses its level. */
    private static final List<Logger> LOGGERS = List.of(Logger.getLogger("com.zaxxer.hikari"),
            Logger.getLogger("io.ebean"));

    private LibraryLogs() {}

    static void warningsOnly() {
        for (Logger logger : LOGGERS) {
            if (logger.getLevel() == null) {
                logger.setLevel(Level.WARNING);
            }
        }
    }
}
