package dev.slipway.launch;

import java.io.IOException;
import java.io.InputStream;
import java.util.logging.LogManager;

/** The log of the standalone server: one line per event on standard error, unless the JVM was told otherwise. */
final class LogSettings {
    private LogSettings() {}

    static void apply() throws IOException {
        if (System.getProperty("java.util.logging.config.file") != null
                || System.getProperty("java.util.logging.config.class") != null) {
            return;
        }
        try (InputStream settings = LogSettings.class.getResourceAsStream("logging.properties")) {
            if (settings != null) {
                LogManager.getLogManager().readConfiguration(settings);
            }
        }
    }
}
