package dev.slipway.web;

import dev.slipway.cluster.NodeToken;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Who may ask below {@value #PATH}: other nodes of the cluster, by a {@link NodeToken}. Users may not, whatever their role;
 * and without a secret there is nothing there. Container threads; does not block.
 *
 * @param token empty where no secret is set
 */
record NodeAuthentication(Optional<NodeToken> token) {
    /** Servlet path of what is for nodes. */
    static final String PATH = "/cluster";

    /** Whether a request goes to what is for nodes. */
    static boolean isFor(HttpServletRequest request) {
        return request.getServletPath().equals(PATH);
    }

    /** @throws DeployException {@link Problem#NOT_FOUND}, {@link Problem#NOT_AUTHENTICATED} */
    void require(HttpServletRequest request) {
        NodeToken known = token.orElseThrow(ResourcePath::nothing);
        List<String> given = Collections.list(request.getHeaders("Authorization"));
        Optional<String> node = given.size() == 1
                ? known.sender(given.get(0), request.getMethod(), Refusal.path(request)) : Optional.empty();
        Attempt.of(request).node(node.orElseThrow(() -> new DeployException(Problem.NOT_AUTHENTICATED,
                "This address is for nodes of the cluster, which share a secret and a clock")));
    }
}
