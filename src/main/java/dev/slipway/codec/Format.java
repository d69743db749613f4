package dev.slipway.codec;

import java.util.Optional;

/** The two notations in which operation objects and answers are written. */
public enum Format {
    JSON("application/json"),
    CBOR("application/cbor");

    private static final int CBOR_MAP_FIRST = 0xa0;
    private static final int CBOR_MAP_LAST = 0xbb;
    private static final int CBOR_MAP_INDEFINITE = 0xbf;
    private static final int CBOR_TAG_16_BIT = 0xd9;

    private final String mediaType;

    Format(String mediaType) {
        this.mediaType = mediaType;
    }

    /** The media type without parameters, as it is written into a Content-Type. */
    public String mediaType() {
        return mediaType;
    }

    /** The notation that a media type names, whatever its parameters. */
    public static Optional<Format> of(MediaType type) {
        for (Format format : values()) {
            if (type.essence().equals(format.mediaType)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    /**
     * The notation of an object that begins with this byte: an opening brace, a CBOR map head, or the head of a 16-bit
     * tag as the records of cbor-x have it. Empty when no object begins so.
     */
    public static Optional<Format> ofFirstByte(byte first) {
        int b = first & 0xff;
        if (b == '{') {
            return Optional.of(JSON);
        }
        boolean map = b >= CBOR_MAP_FIRST && b <= CBOR_MAP_LAST || b == CBOR_MAP_INDEFINITE;
        return map || b == CBOR_TAG_16_BIT ? Optional.of(CBOR) : Optional.empty();
    }
}
