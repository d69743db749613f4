package dev.slipway.web;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Every other path. It takes the place of the container's default servlet, so that no file of the WAR is served. */
final class NothingServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    NothingServlet(Refusal refusal) {
        this.refusal = refusal;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        refusal.answer(request, response,
                new DeployException(Problem.NOT_FOUND, "There is nothing at this address"));
    }
}
