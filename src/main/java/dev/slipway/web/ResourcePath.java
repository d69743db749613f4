package dev.slipway.web;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * What stands behind the servlet's own path: {@code /name/rest}.
 *
 * @param name the first segment
 * @param rest the second; there is no third
 */
record ResourcePath(Optional<String> name, Optional<String> rest) {
    /** @throws DeployException {@link Problem#NOT_FOUND} when there are more segments */
    static ResourcePath of(HttpServletRequest request) {
        String path = request.getPathInfo();
        if (path == null || path.equals("/")) {
            return new ResourcePath(Optional.empty(), Optional.empty());
        }
        String[] segments = path.substring(1).split("/", -1);
        if (segments.length > 2) {
            throw nothing();
        }
        return new ResourcePath(Optional.of(segments[0]),
                segments.length == 1 ? Optional.empty() : Optional.of(segments[1]));
    }

    /** @throws DeployException {@link Problem#NOT_FOUND} when it is not this */
    void requireRest(String known) {
        if (!rest.equals(Optional.of(known))) {
            throw nothing();
        }
    }

    static DeployException nothing() {
        return new DeployException(Problem.NOT_FOUND, "There is nothing at this address");
    }
}
