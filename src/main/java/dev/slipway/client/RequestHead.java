package dev.slipway.client;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Request line and headers of what is sent to a target (RFC 9112 §3).
 *
 * @param authorization value of the Authorization header, or null for none
 */
record RequestHead(Target target, @Nullable String authorization) {
    /** For a body of unknown length. */
    byte[] chunked(String contentType) {
        return head(contentType, "Transfer-Encoding: chunked");
    }

    /** For a body of known length. */
    byte[] sized(String contentType, int length) {
        return head(contentType, "Content-Length: " + length);
    }

    private byte[] head(String contentType, String framing) {
        String text = "POST " + target.uri().getRawPath() + " HTTP/1.1\r\n"
                + "Host: " + target.authority() + "\r\n"
                + (authorization == null ? "" : "Authorization: " + authorization + "\r\n")
                + "Content-Type: " + contentType + "\r\n"
                + "Accept: application/json\r\n"
                + "User-Agent: slipway-client\r\n"
                + framing + "\r\n"
                + "Connection: close\r\n\r\n";
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Without the credentials. */
    @Override
    public String toString() {
        return "RequestHead[" + target + "]";
    }
}
