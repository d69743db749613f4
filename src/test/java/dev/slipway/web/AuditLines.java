package dev.slipway.web;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What is written to the audit log while this is open. */
final class AuditLines extends Handler implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Attempt.LOGGER);

    private final List<String> lines = new CopyOnWriteArrayList<>();

    AuditLines() {
        setLevel(Level.ALL);
        LOG.addHandler(this);
    }

    List<String> with(String word) {
        return lines.stream().filter(line -> line.contains(word)).toList();
    }

    @Override
    public void publish(LogRecord line) {
        if (line.getLevel().intValue() >= Level.INFO.intValue()) {
            lines.add(line.getMessage());
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
