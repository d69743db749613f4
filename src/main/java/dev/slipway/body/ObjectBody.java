package dev.slipway.body;

import dev.slipway.codec.Format;
import java.util.Objects;

/**
 * A body that is one operation object in JSON or CBOR, without payload. Collected up to 1 MiB and read at its end. One
 * thread at a time.
 */
public final class ObjectBody implements RequestBody {
    private final OperationObject operation;
    private final BodyListener listener;
    private boolean usable = true;

    /** @param listener is told everything from within {@link #end} */
    public ObjectBody(Format format, BodyListener listener) {
        this.operation = new OperationObject(format);
        this.listener = listener;
    }

    @Override
    public void write(byte[] buf, int off, int len) {
        Objects.checkFromIndexSize(off, len, buf.length);
        use();
        operation.add(buf, off, len);
        usable = true;
    }

    @Override
    public void end() {
        use();
        listener.operation(operation.read());
        listener.complete(false);
    }

    private void use() {
        if (!usable) {
            throw new IllegalStateException("the body has ended or has failed");
        }
        usable = false;
    }
}
