package dev.slipway.web;

import java.io.IOException;
import java.util.Map;

/**
 * An answer whose bytes are streamed.
 *
 * @param status HTTP status
 * @param headers header fields, {@code Content-Type} among them
 * @param source its bytes; closed by whoever takes them over
 * @param patience how long the client may take nothing, in nanoseconds
 */
record Streamed(int status, Map<String, String> headers, ByteSource source, long patience) implements Outgoing {
    private static final System.Logger LOG = System.getLogger(Streamed.class.getName());

    /** Whether its client may leave whenever it likes. */
    boolean isEvents() {
        return "text/event-stream".equals(headers.get("Content-Type"));
    }

    /** It is not sent. */
    void discard() {
        try {
            source.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the source of an answer could not be closed", e);
        }
    }

    /** The same without its bytes, which are given back. */
    Streamed head() {
        discard();
        return new Streamed(status, headers, ByteSource.EMPTY, patience);
    }
}
