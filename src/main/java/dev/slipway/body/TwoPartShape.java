package dev.slipway.body;

import dev.slipway.codec.Format;
import dev.slipway.model.Digest;
import dev.slipway.multipart.PartHeaders;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.nio.charset.StandardCharsets;

/**
 * The two-part shape: the operation object, then the payload whatever its name and type, then perhaps a part
 * {@code digest}. Position decides; more parts are refused. One thread at a time.
 */
final class TwoPartShape implements BodyShape {
    private enum Position { OPERATION, PAYLOAD, DIGEST, BEHIND }

    private static final int MAX_DIGEST_BYTES = 1024;

    private final BodyListener listener;
    private final OperationObject operation;
    private final CollectedBytes digest =
            new CollectedBytes(MAX_DIGEST_BYTES, "A digest part may have at most " + MAX_DIGEST_BYTES + " bytes");
    /** The part that is open, or comes next. */
    private Position position = Position.OPERATION;

    TwoPartShape(Format format, BodyListener listener) {
        this.listener = listener;
        this.operation = new OperationObject(format);
    }

    @Override
    public void begin(PartHeaders headers) {
        boolean digestName = headers.name() == null || headers.name().equals("digest");
        if (position == Position.BEHIND || position == Position.DIGEST && !digestName) {
            String name = headers.name() == null ? "" : " \"" + DeployException.printable(headers.name()) + "\"";
            throw new DeployException(Problem.INVALID_REQUEST, "Unexpected part" + name
                    + ": behind the operation and the payload only one part digest may follow");
        }
    }

    @Override
    public void data(byte[] buf, int off, int len) {
        switch (position) {
            case OPERATION -> operation.add(buf, off, len);
            case PAYLOAD -> listener.payload(buf, off, len);
            case DIGEST -> digest.add(buf, off, len);
            case BEHIND -> throw new IllegalStateException("content outside a part");
        }
    }

    @Override
    public void end() {
        switch (position) {
            case OPERATION -> {
                listener.operation(operation.read());
                position = Position.PAYLOAD;
            }
            case PAYLOAD -> position = Position.DIGEST;
            case DIGEST -> {
                Digest.parse(new String(digest.toByteArray(), StandardCharsets.UTF_8)).ifPresent(listener::digest);
                position = Position.BEHIND;
            }
            case BEHIND -> throw new IllegalStateException("end outside a part");
        }
    }

    @Override
    public void complete() {
        listener.complete(position != Position.PAYLOAD);
    }
}
