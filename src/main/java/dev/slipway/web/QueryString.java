package dev.slipway.web;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Query parameters read without {@code getParameter}, which may swallow the body. */
final class QueryString {
    private QueryString() {}

    /**
     * The parameters by name; each may be given once.
     *
     * @throws DeployException {@link Problem#INVALID_REQUEST} for a name that is not known, given twice or malformed
     */
    static Map<String, Object> parse(@Nullable String query, Set<String> known) {
        Map<String, Object> values = new LinkedHashMap<>();
        if (query == null || query.isEmpty()) {
            return values;
        }
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            if (!known.contains(name)) {
                throw new DeployException(Problem.INVALID_REQUEST, "The query parameter \""
                        + DeployException.printable(name) + "\" is not known; there are "
                        + String.join(", ", new TreeSet<>(known)));
            }
            if (values.put(name, decode(equals < 0 ? "true" : pair.substring(equals + 1))) != null) {
                throw new DeployException(
                        Problem.INVALID_REQUEST, "The query parameter \"" + name + "\" is given twice");
            }
        }
        return values;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new DeployException(Problem.INVALID_REQUEST, "The query is not correctly percent-encoded", e);
        }
    }
}
