package dev.slipway.multipart;

import org.jspecify.annotations.Nullable;

/**
 * The part whose content is arriving: holds it to its declared length and undoes its transfer encoding on the way to
 * the listener. What is right before a fault is told first, so that a listener that refuses it does so however the body
 * is cut. One thread at a time.
 */
final class OpenPart {
    private final PartListener listener;
    private final long declared;
    private final @Nullable Base64Content base64;
    private long seen;

    private OpenPart(PartHeaders headers, PartListener listener) {
        this.listener = listener;
        this.declared = headers.contentLength();
        this.base64 = headers.base64() ? new Base64Content(listener) : null;
    }

    /** Opens the part and tells the listener. */
    static OpenPart begin(PartHeaders headers, PartListener listener) {
        OpenPart part = new OpenPart(headers, listener);
        listener.begin(headers);
        return part;
    }

    void data(byte[] buf, int off, int len) {
        if (len == 0) {
            return;
        }
        boolean tooLong = declared >= 0 && len > declared - seen;
        int taken = tooLong ? (int) (declared - seen) : len;
        seen += taken;
        if (taken > 0) {
            decoded(buf, off, taken);
        }
        if (tooLong) {
            throw wrongLength();
        }
    }

    private void decoded(byte[] buf, int off, int len) {
        if (base64 == null) {
            listener.data(buf, off, len);
        } else {
            base64.write(buf, off, len);
        }
    }

    void end() {
        if (declared >= 0 && seen != declared) {
            throw wrongLength();
        }
        if (base64 != null) {
            base64.end();
        }
        listener.end();
    }

    private static RuntimeException wrongLength() {
        return Malformed.body("the length of a part is not its Content-Length");
    }
}
