package dev.slipway.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What a request says about when, and which part of, an answer it wants (RFC 9110 §13, §14).
 *
 * @param reading whether it is a {@code GET} or {@code HEAD}: only those have ranges and are answered 304
 * @param lastEventId the event that a returning follower had last
 */
record Conditions(boolean reading, Optional<String> ifMatch, Optional<String> ifNoneMatch, Optional<String> range,
        Optional<String> ifRange, Optional<String> lastEventId) {
    /** None. */
    static final Conditions NONE = new Conditions(false, Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty());

    static Conditions of(HttpServletRequest request) {
        boolean reading = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        return new Conditions(reading, all(request, "If-Match"), all(request, "If-None-Match"),
                all(request, "Range").filter(range -> request.getMethod().equals("GET")), all(request, "If-Range"),
                Optional.ofNullable(request.getHeader("Last-Event-ID")));
    }

    private static Optional<String> all(HttpServletRequest request, String name) {
        List<String> lines = Collections.list(request.getHeaders(name));
        return lines.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", lines));
    }

    /** Whether {@code If-Match} is there and the tag is not in it. */
    boolean fails(String etag) {
        return ifMatch.isPresent() && !matches(ifMatch.get(), etag, false);
    }

    /** Whether the client has what carries this tag. */
    boolean has(String etag) {
        return reading && ifNoneMatch.isPresent() && matches(ifNoneMatch.get(), etag, true);
    }

    /** The range that is wanted of what carries this tag; empty for all of it. A date never holds: there is none. */
    Optional<String> rangeOf(String etag) {
        return ifRange.isEmpty() || ifRange.get().strip().equals(etag) ? range : Optional.empty();
    }

    private static boolean matches(String list, String etag, boolean weakly) {
        for (String element : list.split(",")) {
            String tag = element.strip();
            if (tag.equals("*") || tag.equals(etag) || weakly && tag.equals("W/" + etag)) {
                return true;
            }
        }
        return false;
    }
}
