package dev.slipway.web;

import dev.slipway.problem.DeployException;
import dev.slipway.release.LiveForm;
import dev.slipway.release.Room;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * {@code GET /health} and {@code /health/live}: the server answers. {@code GET /health/ready}: it takes uploads. Public,
 * plain text, so that probes of any kind can read it.
 */
final class HealthServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient SlipwayServer server;

    HealthServlet(SlipwayServer server) {
        this.server = server;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String probe = request.getPathInfo() == null ? "" : request.getPathInfo();
        switch (probe) {
            case "", "/", "/live" -> say(response, 200, "Slipway is running.\n");
            case "/ready" -> ready(response);
            default -> say(response, 404, "There is no such probe; there are /health, /health/live, /health/ready.\n");
        }
    }

    private void ready(HttpServletResponse response) throws IOException {
        Optional<String> unwritable = server.deployments().readOnly();
        if (server.admission().stopping()) {
            say(response, 503, "Slipway is stopping.\n");
        } else if (unwritable.isPresent()) {
            say(response, 503, "Slipway takes no deployments now: " + unwritable.get() + "\n");
        } else {
            say(response, 200, "Slipway takes uploads.\n" + room() + gap());
        }
    }

    /** Not for certain: a deploy has older archives and releases go first. */
    private String room() {
        try {
            server.freeSpace().check(Room.STEP_BYTES);
            return "";
        } catch (DeployException e) {
            return "Its disk is short: deployments may be refused (slipway.min-free-bytes).\n";
        }
    }

    private String gap() {
        return server.liveForm() == LiveForm.LINK ? ""
                : "What is live are directories: while one is replaced, for a moment nothing is there.\n";
    }

    private static void say(HttpServletResponse response, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("text/plain;charset=utf-8");
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
