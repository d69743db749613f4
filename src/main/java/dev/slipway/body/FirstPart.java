package dev.slipway.body;

import dev.slipway.codec.Format;
import dev.slipway.codec.MediaType;
import dev.slipway.multipart.PartHeaders;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges by the first part of a multipart body which shape the body has. It is an operation object, and the body of the
 * two-part shape, when its Content-Type says CBOR or JSON; or when it has no name or one that is used for such a part,
 * and its first byte begins an object.
 */
final class FirstPart {
    /** Names are case-sensitive (RFC 7578 §4.2). */
    private static final Set<String> OPERATION_NAMES = Set.of("operation", "data", "meta", "metadata", "request",
            "json", "cbor", "body", "blob");

    private FirstPart() {}

    /** The notation of the operation object by the part's headers alone, or empty when its first byte is needed. */
    static Optional<Format> formatOf(PartHeaders headers) {
        return MediaType.parse(headers.contentType()).flatMap(Format::of);
    }

    /** The notation by name and first byte, or empty when the part is no operation object. */
    static Optional<Format> formatOf(PartHeaders headers, byte first) {
        return isOperationName(headers.name()) ? Format.ofFirstByte(first) : Optional.empty();
    }

    private static boolean isOperationName(@Nullable String name) {
        return name == null || OPERATION_NAMES.contains(name);
    }
}
