package dev.slipway.web;

import dev.slipway.codec.AcceptNegotiation;
import dev.slipway.codec.Format;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the header fields of an upload say about it.
 *
 * @param id {@code Slipway-Deployment-Id}: chosen by the client so that it can follow at once
 * @param declared {@code Repr-Digest} (RFC 9530): the digest of the archive
 * @param retryKey {@code Idempotency-Key}: the same key means the same request
 * @param events {@code Accept: text/event-stream}: the client wants to hear events
 * @param format {@code Accept}: the notation of the answer
 * @param detached {@code Prefer: respond-async} (RFC 7240): it wants an answer as soon as the body is there
 */
record UploadHeaders(Optional<DeploymentId> id, Optional<Digest> declared, Optional<String> retryKey, boolean events,
        Format format, boolean detached) {
    private static final int MAX_KEY = 255;
    private static final String EVENTS = "text/event-stream";

    /** @throws dev.slipway.problem.DeployException when a field is not of its form */
    static UploadHeaders of(HttpServletRequest request) {
        return new UploadHeaders(
                fieldLines(request, "Slipway-Deployment-Id").map(DeploymentId::new),
                fieldLines(request, "Repr-Digest").flatMap(Digest::parse),
                fieldLines(request, "Idempotency-Key").map(UploadHeaders::key),
                wantsEvents(request),
                AcceptNegotiation.choose(request.getHeader("Accept")),
                wantsNoWait(request));
    }

    /** Whether the client wants to hear events rather than an answer: it names them, and no object is wanted more. */
    static boolean wantsEvents(HttpServletRequest request) {
        String accept = request.getHeader("Accept");
        if (accept == null || !accept.toLowerCase(Locale.ROOT).contains(EVENTS)) {
            return false;
        }
        int weight = AcceptNegotiation.weight(accept, EVENTS);
        return weight > 0 && weight >= AcceptNegotiation.weight(accept, Format.JSON.mediaType());
    }

    /** Whether the client does not want to wait for the end of what it asks for. */
    static boolean wantsNoWait(HttpServletRequest request) {
        return fieldLines(request, "Prefer").map(UploadHeaders::isAsync).orElse(false);
    }

    private static String key(String value) {
        if (value.isBlank() || value.length() > MAX_KEY) {
            throw new DeployException(Problem.INVALID_REQUEST,
                    "The Idempotency-Key must have 1 to " + MAX_KEY + " characters");
        }
        return value;
    }

    private static boolean isAsync(String value) {
        return List.of(value.toLowerCase(Locale.ROOT).split("\\s*[,;]\\s*")).contains("respond-async");
    }

    /** Several lines of one field are one list (RFC 9110 §5.3). */
    private static Optional<String> fieldLines(HttpServletRequest request, String name) {
        List<String> lines = Collections.list(request.getHeaders(name));
        return lines.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", lines));
    }
}
