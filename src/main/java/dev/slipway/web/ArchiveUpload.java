package dev.slipway.web;

import dev.slipway.body.RawArchiveBody;
import dev.slipway.codec.MediaType;
import dev.slipway.config.Knob;
import dev.slipway.config.PayloadLimit;
import dev.slipway.model.Caller;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Role;
import dev.slipway.operation.DeployComponent;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** {@code PUT /components/{project}}: the body is the archive, the query says what is to be done with it. */
final class ArchiveUpload {
    private static final Set<String> PARAMETERS =
            Set.of("restart", "message", "replicated", "force", "activate", "queue", "strip_components",
                    "ignore_replication_errors", "deployment_timeout");

    private ArchiveUpload() {}

    /** Begins; the servlet returns at once after it. @throws DeployException when it is refused */
    static void begin(SlipwayServer server, PayloadTypes payloadTypes, ProjectName project, HttpServletRequest request,
            HttpServletResponse response) throws IOException {
        Caller caller = SecurityFilter.caller(request);
        caller.require(Role.DEPLOYER);
        requireArchive(request.getContentType(), payloadTypes);
        new PayloadLimit(server.settings().bytes(Knob.MAX_PAYLOAD_BYTES)).announced(request.getContentLengthLong());
        UploadHeaders headers = UploadHeaders.of(request);
        Map<String, Object> fields = new LinkedHashMap<>(QueryString.parse(request.getQueryString(), PARAMETERS));
        fields.put("operation", DeployComponent.NAME);
        fields.put("project", project.value());
        String location = request.getContextPath() + "/components/" + project;
        HttpAnswering answering = new HttpAnswering(request, response, Reply.Face.RESOURCES,
                reply -> reply.with(201).with("Location", location));
        Upload.begin(server, request, answering,
                new CallerOperator(server.operations(), caller, headers, Attempt.of(request)),
                intake -> new RawArchiveBody(fields, intake));
    }

    /** The bytes decide what the archive is; only what is surely no bare archive is refused by its name. */
    private static void requireArchive(String contentType, PayloadTypes payloadTypes) {
        String type = MediaType.parse(contentType).map(MediaType::essence).orElse("");
        if (type.startsWith("multipart/") || type.equals("application/json") || type.equals("application/cbor")) {
            throw new DeployException(Problem.UNSUPPORTED_MEDIA_TYPE, "PUT takes the bare archive as "
                    + payloadTypes + "; send " + type + " with POST to the operations endpoint");
        }
    }
}
