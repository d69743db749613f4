package dev.slipway.cli;

import java.net.URI;

/** A server that answers requests until it is closed. */
public interface RunningServer extends AutoCloseable {
    /** The address at which it answers, with its true port, for example {@code http://127.0.0.1:9925/}. */
    URI uri();

    /** Stops it and returns when it has stopped. Any thread; a second call does nothing. */
    @Override
    void close();
}
