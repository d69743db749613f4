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
import java.util.Optional;

/**
 * Every other path. It takes the place of the container's default servlet, so that no file of the WAR is served. An
 * answer that cannot be finished is sent here from within, for the error that has the container end the connection.
 */
final class NothingServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    /** Path for {@code AsyncContext.dispatch}; no request from outside reaches what is done there. */
    static final String BREAK_OFF = "/broken-off";

    private static final String NOTHING = "There is nothing at this address";

    private static final System.Logger LOG = System.getLogger(NothingServlet.class.getName());

    private final transient Refusal refusal;

    NothingServlet(Refusal refusal) {
        this.refusal = refusal;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
        if (request.getDispatcherType() == DispatcherType.ASYNC) {
            throw new ServletException("An answer could not be finished: its connection is closed");
        }
        if (request.getDispatcherType() == DispatcherType.INCLUDE) {
            return; // Tomcat asks for the page of an error so, when the answer has gone out before
        }
        if (request.getDispatcherType() == DispatcherType.ERROR) {
            try {
                errorPage(request, response);
            } catch (IOException | IllegalStateException e) { // mostly the client is gone, which is why there was an error
                LOG.log(System.Logger.Level.DEBUG, "an error could not be told", e);
            }
            return;
        }
        refusal.answer(request, response,
                new DeployException(Problem.NOT_FOUND, NOTHING));
    }

    /** In the place of the container's own page, which may tell of its inside; an answer that has begun is left alone. */
    private static void errorPage(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        boolean unfiltered = !Attempt.hasBegun(request); // refused before the filter, which would have told the log
        HttpAnswering answering = new HttpAnswering(request, response, Refusal.face(request));
        Attempt attempt = Attempt.of(request);
        Optional<DeployException> known = attempt.failure();
        if (known.isPresent()) { // the container saw the body break as the application did
            answering.write(answering.failure(known.get()), true);
            return;
        }
        int status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code ? code : 500;
        DeployException reason = reason(status);
        Reply reply = answering.failure(reason).with(status);
        attempt.outcome(status, reason.problem().code());
        answering.write(reply, true);
        if (unfiltered) {
            attempt.end();
        }
    }

    private static DeployException reason(int status) {
        if (status == 404) {
            return new DeployException(Problem.NOT_FOUND, NOTHING);
        }
        return status < 500 ? new DeployException(Problem.INVALID_REQUEST, "The request is refused by the server itself")
                : new DeployException(Problem.INTERNAL, "The server failed");
    }
}
