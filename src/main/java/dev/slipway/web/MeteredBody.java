package dev.slipway.web;

import dev.slipway.body.BodyListener;
import dev.slipway.body.RequestBody;
import dev.slipway.model.Digest;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.util.Map;
import java.util.function.Function;

/**
 * Counts what a body brings and what it costs to bring it. Base64, an array of numbers and white space make more of an
 * archive than it has; a body that goes on without getting anywhere is ended. Belongs to the thread whose turn it is.
 */
final class MeteredBody implements RequestBody {
    /** Bytes on the wire for one of the archive: more than any client writes, an indented array of numbers included. */
    private static final long MOST_FOR_ONE = 32;
    /** Bytes that may come for nothing: operation object, part headers and all. */
    private static final long FOR_NOTHING = 16L << 20;

    private final RequestBody body;
    private final Attempt attempt;
    private long wire;
    private long archive;

    /**
     * @param body makes the decoder
     * @param listener whom the decoder tells what it finds
     */
    MeteredBody(Function<BodyListener, RequestBody> body, BodyListener listener, Attempt attempt) {
        this.attempt = attempt;
        this.body = body.apply(new Counting(listener));
    }

    @Override
    public void write(byte[] buf, int off, int len) {
        wire += len;
        attempt.received(len);
        body.write(buf, off, len);
        if (wire > FOR_NOTHING + MOST_FOR_ONE * archive) {
            throw new DeployException(Problem.MALFORMED_BODY, "The body has " + wire + " bytes for " + archive
                    + " bytes of an archive: the rest is filling");
        }
    }

    @Override
    public void end() {
        body.end();
    }

    private final class Counting implements BodyListener {
        private final BodyListener listener;

        Counting(BodyListener listener) {
            this.listener = listener;
        }

        @Override
        public void operation(Map<String, Object> operation) {
            listener.operation(operation);
        }

        @Override
        public void payloadFirst() {
            listener.payloadFirst();
        }

        @Override
        public void amended(Map<String, Object> operation) {
            listener.amended(operation);
        }

        @Override
        public void payload(byte[] buf, int off, int len) {
            archive += len;
            listener.payload(buf, off, len);
        }

        @Override
        public void digest(Digest declared) {
            listener.digest(declared);
        }

        @Override
        public void complete(boolean payloadSeen) {
            listener.complete(payloadSeen);
        }
    }
}
