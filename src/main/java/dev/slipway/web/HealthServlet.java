package dev.slipway.web;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * {@code GET /health} and {@code /health/live}: the server answers. {@code GET /health/ready}: it takes uploads. Public,
 * plain text, so that probes of any kind can read it.
 */
final class HealthServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Admission admission;

    HealthServlet(Admission admission) {
        this.admission = admission;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String probe = request.getPathInfo() == null ? "" : request.getPathInfo();
        switch (probe) {
            case "", "/", "/live" -> say(response, 200, "Slipway is running.\n");
            case "/ready" -> {
                boolean ready = !admission.stopping();
                say(response, ready ? 200 : 503, ready ? "Slipway takes uploads.\n" : "Slipway is stopping.\n");
            }
            default -> say(response, 404, "There is no such probe; there are /health, /health/live, /health/ready.\n");
        }
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
