package dev.slipway.web;

import dev.slipway.body.RequestBodies;
import dev.slipway.model.Caller;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** {@code POST /} and {@code POST /operations}: an operation object in any body kind. */
final class OperationsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient SlipwayServer server;
    private final transient Refusal refusal;

    OperationsServlet(SlipwayServer server, Refusal refusal) {
        this.server = server;
        this.refusal = refusal;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            if (!request.getMethod().equals("POST")) {
                response.setHeader("Allow", "POST");
                throw new DeployException(
                        Problem.METHOD_NOT_ALLOWED, "The operations endpoint takes POST with an operation object");
            }
            operate(request, response);
        } catch (DeployException e) {
            refusal.answer(request, response, e);
        }
    }

    private void operate(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Caller caller = SecurityFilter.caller(request);
        UploadHeaders headers = UploadHeaders.of(request);
        Upload.begin(server, request, new HttpAnswering(request, response, Reply.Face.OPERATIONS),
                new CallerOperator(server.operations(), caller, headers, Attempt.of(request)),
                intake -> RequestBodies.of(request.getContentType(), intake));
    }
}
