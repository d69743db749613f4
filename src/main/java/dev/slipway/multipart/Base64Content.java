package dev.slipway.multipart;

import dev.slipway.codec.Base64Decoder;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;

/**
 * Decodes the content of a part in base64 (RFC 2045 §6.8) as it arrives: line breaks may stand anywhere, every other
 * foreign character and wrong or missing padding is refused. One thread at a time.
 */
final class Base64Content {
    private final Base64Decoder decoder;

    /** @param listener is given the decoded bytes, through {@link PartListener#data} only */
    Base64Content(PartListener listener) {
        this.decoder = new Base64Decoder(Base64Decoder.Dialect.MIME, listener::data, Base64Content::bad);
    }

    /** Takes the next characters. @throws DeployException {@link Problem#MALFORMED_BODY} when they are not base64 */
    void write(byte[] buf, int off, int len) {
        int end = decoder.write(buf, off, len);
        decoder.flush();
        if (end != off + len) {
            throw bad("holds other characters");
        }
    }

    /** Says that the text has ended. @throws DeployException {@link Problem#MALFORMED_BODY} when it is cut short */
    void end() {
        decoder.end();
    }

    private static DeployException bad(String what) {
        return Malformed.body("a base64 part " + what);
    }
}
