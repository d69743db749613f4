package dev.slipway.multipart;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The Content-Type of a multipart body, from which its delimiter follows.
 *
 * @param subtype {@code form-data}, {@code mixed} or {@code related}
 * @param boundary 1 to 70 of the characters of RFC 2046 §5.1.1, not ending in a space
 */
public record MultipartType(String subtype, String boundary) {
    private static final String MULTIPART = "multipart/";
    private static final Set<String> SUBTYPES = Set.of("form-data", "mixed", "related");
    private static final int MAX_BOUNDARY = 70;
    private static final String BOUNDARY_MARKS = "'()+_,-./:=? ";

    /**
     * @throws DeployException {@link Problem#UNSUPPORTED_MEDIA_TYPE} for another subtype,
     *         {@link Problem#MALFORMED_BODY} for an illegal boundary
     */
    public MultipartType {
        if (!SUBTYPES.contains(subtype)) {
            throw unsupported();
        }
        if (!isBoundary(boundary)) {
            throw Malformed.body("the boundary must be 1 to " + MAX_BOUNDARY
                    + " letters, digits or '()+_,-./:=? and must not end in a space");
        }
    }

    /** Whether a Content-Type names a multipart type of any kind; null means that there is none. */
    public static boolean isMultipart(@Nullable String contentType) {
        return contentType != null
                && contentType.stripLeading().regionMatches(true, 0, MULTIPART, 0, MULTIPART.length());
    }

    /**
     * Reads a Content-Type header field.
     *
     * @param contentType the value of the one such field, or null when there is none
     * @throws DeployException {@link Problem#UNSUPPORTED_MEDIA_TYPE} when it is no multipart type that is taken here,
     *         {@link Problem#MALFORMED_BODY} when its parameters or its boundary break RFC 2046 §5.1.1
     */
    public static MultipartType parse(@Nullable String contentType) {
        if (contentType == null || !isMultipart(contentType) || !isPrintableAscii(contentType)) {
            throw unsupported();
        }
        int semicolon = contentType.indexOf(';');
        String type = (semicolon < 0 ? contentType : contentType.substring(0, semicolon)).strip();
        if (!SUBTYPES.contains(type.substring(MULTIPART.length()).toLowerCase(Locale.ROOT))) {
            throw unsupported();
        }
        Parameters parameters = Parameters.parse(contentType, "Content-Type");
        if (parameters.map().keySet().stream().anyMatch(name -> name.startsWith("boundary*"))) {
            throw Malformed.body("the boundary must be a plain parameter, not an extended one");
        }
        String boundary = parameters.find("boundary")
                .orElseThrow(() -> Malformed.body("Content-Type has no boundary"));
        return new MultipartType(parameters.value().substring(MULTIPART.length()), boundary);
    }

    /** CR LF {@code --} and the boundary; a new array. */
    byte[] delimiter() {
        return ("\r\n--" + boundary).getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean isBoundary(String text) {
        return !text.isEmpty() && text.length() <= MAX_BOUNDARY && !text.endsWith(" ")
                && text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
                        || BOUNDARY_MARKS.indexOf(c) >= 0);
    }

    private static boolean isPrintableAscii(String text) {
        return text.chars().allMatch(c -> c >= 0x20 && c < 0x7f || c == '\t');
    }

    private static DeployException unsupported() {
        return new DeployException(Problem.UNSUPPORTED_MEDIA_TYPE,
                "The Content-Type must be multipart/form-data, multipart/mixed or multipart/related");
    }
}
