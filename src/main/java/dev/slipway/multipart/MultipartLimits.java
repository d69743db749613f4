package dev.slipway.multipart;

/**
 * Bounds of what one {@link MultipartParser} takes. The size of a part is not bounded here: content is handed on as it
 * arrives, and whoever keeps it bounds it.
 *
 * @param maxParts parts in one body, at least 1
 * @param maxHeaders header lines in one part, 0 or more
 * @param maxHeaderBytes bytes of one part's header block with its line ends and the blank line, at least 2
 * @param maxPaddingBytes spaces and tabs behind a delimiter (RFC 2046 §5.1.1, transport-padding), 0 or more
 * @param maxNameLength characters of a part's name, at least 1
 */
public record MultipartLimits(int maxParts, int maxHeaders, int maxHeaderBytes, int maxPaddingBytes,
        int maxNameLength) {
    /** 64 fields and one file; the other bounds are far above what clients send. */
    public static final MultipartLimits DEFAULTS = new MultipartLimits(65, 16, 8192, 256, 256);

    /** @throws IllegalArgumentException when a bound is below the smallest that is given for it above */
    public MultipartLimits {
        if (maxParts < 1 || maxHeaders < 0 || maxHeaderBytes < 2 || maxPaddingBytes < 0 || maxNameLength < 1) {
            throw new IllegalArgumentException("multipart limit out of range");
        }
    }
}
