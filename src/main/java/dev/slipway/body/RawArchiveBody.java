package dev.slipway.body;

import java.util.Map;
import java.util.Objects;

/**
 * A body that is the archive itself; the operation object comes from the request line and headers. It is announced at
 * the first call. An empty body is a payload too, an empty one. One thread at a time.
 */
public final class RawArchiveBody implements RequestBody {
    private final Map<String, Object> operation;
    private final BodyListener listener;
    private boolean announced;
    private boolean usable = true;

    /**
     * @param operation the operation object, handed on as it is
     * @param listener is told on the thread that writes
     */
    public RawArchiveBody(Map<String, Object> operation, BodyListener listener) {
        this.operation = operation;
        this.listener = listener;
    }

    @Override
    public void write(byte[] buf, int off, int len) {
        Objects.checkFromIndexSize(off, len, buf.length);
        use();
        announce();
        if (len > 0) {
            listener.payload(buf, off, len);
        }
        usable = true;
    }

    @Override
    public void end() {
        use();
        announce();
        listener.complete(true);
    }

    private void announce() {
        if (!announced) {
            announced = true;
            listener.operation(operation);
        }
    }

    private void use() {
        if (!usable) {
            throw new IllegalStateException("the body has ended or has failed");
        }
        usable = false;
    }
}
