package dev.slipway.web;

import dev.slipway.model.ProjectName;
import dev.slipway.operation.ComponentState;
import dev.slipway.operation.ListComponents;
import dev.slipway.operation.RollbackComponent;
import dev.slipway.problem.DeployException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * {@code /components}: what is live. {@code /components/{project}}: {@code PUT} deploys the archive that is the body,
 * {@code GET} tells what is live and what runs, {@code DELETE} drops it, {@code OPTIONS} tells the limits in force.
 * {@code /components/{project}/rollback} goes back, {@code /components/{project}/package} is the live tree.
 */
final class ComponentsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient SlipwayServer server;
    private final transient Refusal refusal;
    private final transient PayloadTypes payloadTypes;

    ComponentsServlet(SlipwayServer server, Refusal refusal, PayloadTypes payloadTypes) {
        this.server = server;
        this.refusal = refusal;
        this.payloadTypes = payloadTypes;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            ResourcePath path = ResourcePath.of(request);
            if (path.name().isEmpty()) {
                Methods.require(request, response, "GET", "HEAD");
                ask(request, response, ListComponents.NAME, Map.of(), Set.of("limit", "offset"));
                return;
            }
            ProjectName project = new ProjectName(path.name().get());
            switch (path.rest().orElse("")) {
                case "" -> component(project, path, request, response);
                case "rollback" -> {
                    Methods.require(request, response, "POST");
                    ask(request, response, RollbackComponent.NAME, of(project), Set.of("to", "message", "restart",
                            "replicated", "ignore_replication_errors", "deployment_timeout"));
                }
                case "package" -> {
                    Methods.require(request, response, "GET", "HEAD");
                    PackageRequest.begin(server, payloadTypes, project, request, response);
                }
                default -> throw ResourcePath.nothing();
            }
        } catch (DeployException e) {
            refusal.answer(request, response, e);
        }
    }

    private void component(ProjectName project, ResourcePath path, HttpServletRequest request,
            HttpServletResponse response) throws IOException {
        if (path.rest().isPresent()) {
            throw ResourcePath.nothing();
        }
        Methods.require(request, response, "GET", "HEAD", "PUT", "DELETE", "OPTIONS");
        switch (request.getMethod()) {
            case "PUT" -> ArchiveUpload.begin(server, payloadTypes, project, request, response);
            case "DELETE" -> ask(request, response, "drop_component", of(project), Set.of("replicated"));
            case "OPTIONS" -> Introducing.answer(server, payloadTypes, request, response);
            default -> ask(request, response, ComponentState.NAME, of(project), Set.of());
        }
    }

    private static Map<String, Object> of(ProjectName project) {
        return Map.of("project", project.value());
    }

    private void ask(HttpServletRequest request, HttpServletResponse response, String name,
            Map<String, Object> fields, Set<String> parameters) {
        Map<String, Object> operation = new LinkedHashMap<>(QueryString.parse(request.getQueryString(), parameters));
        operation.putAll(fields);
        operation.put("operation", name);
        ResourceCall.begin(server, request, response, operation, UnaryOperator.identity());
    }
}
