package dev.slipway.multipart;

import org.jspecify.annotations.Nullable;

/**
 * What the header block of a part says. Everything in it is text from outside: a filename is never a path.
 *
 * @param name the {@code name} of its Content-Disposition (RFC 7578 §4.2), not empty; null when there is none
 * @param filename the plain {@code filename} there ({@code filename*} is ignored), or null
 * @param contentType its Content-Type as sent, not empty; null when there is none
 * @param contentLength its Content-Length in bytes before any decoding, or -1 when there is none
 * @param base64 whether its content is base64 text (RFC 2045 §6.8), which is decoded before it is handed on
 */
public record PartHeaders(@Nullable String name, @Nullable String filename, @Nullable String contentType,
        long contentLength, boolean base64) {
    /** A part without headers. */
    static final PartHeaders NONE = new PartHeaders(null, null, null, -1, false);

    /** @throws IllegalArgumentException when a component is not as described above */
    public PartHeaders {
        if ("".equals(name) || "".equals(contentType) || contentLength < -1) {
            throw new IllegalArgumentException("illegal part headers");
        }
    }
}
