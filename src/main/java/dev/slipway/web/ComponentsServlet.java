package dev.slipway.web;

import dev.slipway.body.RawArchiveBody;
import dev.slipway.codec.MediaType;
import dev.slipway.config.ContainerLimit;
import dev.slipway.model.Caller;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Role;
import dev.slipway.model.Version;
import dev.slipway.operation.DeployComponent;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * {@code /components/{project}}: {@code PUT} deploys the archive that is the body, {@code GET} tells what is live,
 * {@code OPTIONS} tells the limits in force and the payload types taken before a byte is sent.
 */
final class ComponentsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String ALLOW = "GET, HEAD, PUT, OPTIONS";
    private static final Set<String> PARAMETERS = Set.of("restart", "message", "replicated", "force", "activate");

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
            ProjectName project = project(request);
            switch (request.getMethod()) {
                case "PUT" -> deploy(project, request, response);
                case "GET", "HEAD" -> show(project, request, response);
                case "OPTIONS" -> options(request, response);
                default -> {
                    response.setHeader("Allow", ALLOW);
                    throw new DeployException(Problem.METHOD_NOT_ALLOWED, "A component takes " + ALLOW);
                }
            }
        } catch (DeployException e) {
            refusal.answer(request, response, e);
        }
    }

    private static ProjectName project(HttpServletRequest request) {
        String rest = request.getPathInfo();
        if (rest == null || rest.length() < 2) {
            throw new DeployException(Problem.NOT_FOUND, "The address of a component is /components/{project}");
        }
        if (rest.indexOf('/', 1) >= 0) {
            throw new DeployException(Problem.NOT_FOUND, "There is nothing at this address");
        }
        return new ProjectName(rest.substring(1));
    }

    private void deploy(ProjectName project, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Caller caller = SecurityFilter.caller(request);
        caller.require(Role.DEPLOYER);
        requireArchive(request.getContentType());
        UploadHeaders headers = UploadHeaders.of(request);
        Map<String, Object> fields = new LinkedHashMap<>(QueryString.parse(request.getQueryString(), PARAMETERS));
        fields.put("operation", DeployComponent.NAME);
        fields.put("project", project.value());
        String location = request.getContextPath() + "/components/" + project;
        HttpAnswering answering = new HttpAnswering(request, response, Reply.Face.RESOURCES,
                reply -> reply.with(201).with("Location", location));
        Upload.begin(server, request, answering,
                new CallerOperator(server.operations(), caller, headers),
                intake -> new RawArchiveBody(fields, intake));
    }

    /** The bytes decide what the archive is; only what is surely no bare archive is refused by its name. */
    private void requireArchive(String contentType) {
        String type = MediaType.parse(contentType).map(MediaType::essence).orElse("");
        if (type.startsWith("multipart/") || type.equals("application/json") || type.equals("application/cbor")) {
            throw new DeployException(Problem.UNSUPPORTED_MEDIA_TYPE, "PUT takes the bare archive as "
                    + payloadTypes + "; send " + type + " with POST to the operations endpoint");
        }
    }

    private void show(ProjectName project, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        SecurityFilter.caller(request).require(Role.VIEWER);
        DeploymentId live = server.releases().live(project)
                .orElseThrow(() -> new DeployException(Problem.NOT_FOUND, "No project " + project + " is live"));
        HttpAnswering answering = new HttpAnswering(request, response, Reply.Face.RESOURCES);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("project", project.value());
        body.put("deployment_id", live.value());
        answering.write(answering.success(body), false);
    }

    private void options(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Caller caller = SecurityFilter.caller(request);
        caller.require(Role.VIEWER);
        response.setHeader("Allow", ALLOW);
        response.setHeader("Accept-Put", payloadTypes.toString());
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("server", "slipway/" + Version.TEXT);
        caller.role().ifPresent(role -> body.put("role", role.realmName()));
        body.put("payload_types", payloadTypes.names());
        body.put("limits", LimitsInForce.of(server.settings()));
        if (request.getAttribute(ContainerLimit.ATTRIBUTE) instanceof ContainerLimit limit) {
            body.put("container_limits", Map.of(limit.name(), Map.of(
                    "bytes", limit.bytes(),
                    "holds_for", limit.onlyWithLength() ? "content-length" : "all")));
        }
        HttpAnswering answering = new HttpAnswering(request, response, Reply.Face.RESOURCES);
        answering.write(answering.success(body), false);
    }
}
