package dev.slipway.web;

import dev.slipway.config.ContainerLimit;
import dev.slipway.model.Caller;
import dev.slipway.model.Role;
import dev.slipway.model.Version;
import dev.slipway.problem.DeployException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code OPTIONS /components/{project}}: the limits in force and the payload types taken, before a byte is sent. */
final class Introducing {
    private Introducing() {}

    /** Answers. @throws DeployException when the caller may not know */
    static void answer(SlipwayServer server, PayloadTypes payloadTypes, HttpServletRequest request,
            HttpServletResponse response) throws IOException {
        Caller caller = SecurityFilter.caller(request);
        caller.require(Role.VIEWER);
        response.setHeader("Allow", "GET, HEAD, PUT, DELETE, OPTIONS");
        response.setHeader("Accept-Put", payloadTypes.toString());
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("server", "slipway/" + Version.TEXT);
        caller.role().ifPresent(role -> body.put("role", role.realmName()));
        body.put("payload_types", payloadTypes.names());
        body.put("live_link", server.liveForm().label());
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
