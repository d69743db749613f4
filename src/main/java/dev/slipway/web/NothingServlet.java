package dev.slipway.web;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Every other path. It takes the place of the container's default servlet, so that no file of the WAR is served. An
 * answer that cannot be finished is sent here from within, for the error that has the container end the connection.
 */
final class NothingServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    /** Path for {@code AsyncContext.dispatch}; no request from outside reaches what is done there. */
    static final String BREAK_OFF = "/broken-off";

    private final transient Refusal refusal;

    NothingServlet(Refusal refusal) {
        this.refusal = refusal;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
        if (request.getDispatcherType() == DispatcherType.ASYNC) {
            throw new ServletException("An answer could not be finished: its connection is closed");
        }
        if (request.getDispatcherType() == DispatcherType.ERROR) {
            errorPage(request, response);
            return;
        }
        refusal.answer(request, response,
                new DeployException(Problem.NOT_FOUND, "There is nothing at this address"));
    }

    /** In the place of the container's own page, which may tell of its inside; an answer that has begun is left alone. */
    private static void errorPage(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        boolean asked = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer status && status < 500;
        HttpAnswering answering = new HttpAnswering(request, response, Reply.Face.RESOURCES);
        Reply reply = answering.failure(asked
                ? new DeployException(Problem.INVALID_REQUEST, "The server refused the request before it was looked at")
                : new DeployException(Problem.INTERNAL, "The server failed"));
        int status = response.getStatus();
        answering.write(status >= 400 ? reply.with(status) : reply, true);
    }
}
