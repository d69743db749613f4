package dev.slipway.web;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What Tomcat logs as a fault while this is open. */
final class LoggedFaults extends Handler implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("org.apache.catalina");

    private final List<String> lines = new CopyOnWriteArrayList<>();

    LoggedFaults() {
        LOG.addHandler(this);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void publish(LogRecord line) {
        if (line.getLevel().intValue() >= Level.SEVERE.intValue()) {
            lines.add(line.getLoggerName() + ": " + line.getMessage() + " " + line.getThrown());
        }
    }

    @Override
    public void flush() {
        // nothing is held back
    }

    @Override
    public void close() {
        LOG.removeHandler(this);
    }
}
