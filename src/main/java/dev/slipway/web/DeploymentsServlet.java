package dev.slipway.web;

import dev.slipway.model.Caller;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Role;
import dev.slipway.operation.CancelDeployment;
import dev.slipway.operation.EndDeployment;
import dev.slipway.operation.GetDeployment;
import dev.slipway.operation.ListDeployments;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * {@code /deployments}: the history. {@code /deployments/{id}}: {@code GET} shows one deployment or follows it,
 * {@code DELETE} cancels it, or deletes its archive when it has ended. {@code /deployments/{id}/payload}: the archive.
 */
final class DeploymentsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Set<String> FILTERS = Set.of("project", "status", "since", "until", "limit", "offset");
    private static final String PAYLOAD = "payload";

    private final transient SlipwayServer server;
    private final transient Refusal refusal;

    DeploymentsServlet(SlipwayServer server, Refusal refusal) {
        this.server = server;
        this.refusal = refusal;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            ResourcePath path = ResourcePath.of(request);
            Map<String, Object> operation = path.name().isEmpty()
                    ? list(request, response) : one(path, request, response);
            ResourceCall.begin(server, request, response, operation, UnaryOperator.identity());
        } catch (DeployException e) {
            refusal.answer(request, response, e);
        }
    }

    private static Map<String, Object> list(HttpServletRequest request, HttpServletResponse response) {
        Methods.require(request, response, "GET", "HEAD");
        return operation(ListDeployments.NAME, QueryString.parse(request.getQueryString(), FILTERS));
    }

    private Map<String, Object> one(ResourcePath path, HttpServletRequest request, HttpServletResponse response) {
        DeploymentId id = new DeploymentId(path.name().get());
        QueryString.parse(request.getQueryString(), Set.of());
        String name;
        if (path.rest().isEmpty()) {
            Methods.require(request, response, "GET", "HEAD", "DELETE");
            name = request.getMethod().equals("DELETE") ? ending(id, SecurityFilter.caller(request))
                    : GetDeployment.NAME;
        } else {
            path.requireRest(PAYLOAD);
            Methods.require(request, response, "GET", "HEAD");
            name = "get_deployment_payload";
        }
        return operation(name, Map.of("deployment_id", id.value()));
    }

    /** What {@code DELETE} means for a deployment now. */
    private String ending(DeploymentId id, Caller caller) {
        caller.require(Role.DEPLOYER);
        boolean runs = server.deployments().running(id).map(run -> !run.deployment().status().terminal()).orElse(false);
        return runs ? CancelDeployment.NAME
                : server.deployments().node().inCluster() ? EndDeployment.NAME : "delete_deployment_payload";
    }

    private static Map<String, Object> operation(String name, Map<String, Object> fields) {
        Map<String, Object> operation = new LinkedHashMap<>(fields);
        operation.put("operation", name);
        return operation;
    }
}
