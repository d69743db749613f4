package dev.slipway.body;

import dev.slipway.codec.Format;
import java.util.Objects;

/**
 * A body that is one operation object in JSON or CBOR, with or without its payload, which may be of any size and stand
 * anywhere among the keys. The payload is decoded and passed on as it arrives; everything else is collected up to
 * 1 MiB. One thread at a time.
 */
public final class ObjectBody implements RequestBody {
    private final CollectedObject object;
    private final ObjectWalker walker;
    private boolean usable = true;

    /** @param listener is told on the thread that writes */
    public ObjectBody(Format format, BodyListener listener) {
        this.object = new CollectedObject(format, listener);
        this.walker = format == Format.JSON ? new JsonWalker(object) : new CborWalker(object);
    }

    @Override
    public void write(byte[] buf, int off, int len) {
        Objects.checkFromIndexSize(off, len, buf.length);
        use();
        walker.write(buf, off, len);
        usable = true;
    }

    @Override
    public void end() {
        use();
        if (!walker.ended()) {
            throw InvalidBody.object("is cut short");
        }
        object.complete();
    }

    private void use() {
        if (!usable) {
            throw new IllegalStateException("the body has ended or has failed");
        }
        usable = false;
    }
}
