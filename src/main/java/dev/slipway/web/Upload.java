package dev.slipway.web;

import dev.slipway.body.BodyListener;
import dev.slipway.body.RequestBody;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.function.Function;

/** Lets a request with a body in and begins its exchange. */
final class Upload {
    private Upload() {}

    /**
     * Begins; the servlet returns at once after it.
     *
     * @param operator makes the job when the operation object is known
     * @param body makes the decoder of the body, which tells the exchange what it finds; what it throws is answered
     * @throws DeployException when the request is not let in; nothing has begun then
     */
    static void begin(SlipwayServer server, HttpServletRequest request, Answering answering,
            Intake.Operator operator, Function<BodyListener, RequestBody> body)
            throws IOException {
        requireAsync(request);
        String user = SecurityFilter.caller(request).name();
        server.admission().enter(user);
        UploadExchange exchange = open(server, request, answering, operator, user);
        try {
            exchange.begin(new MeteredBody(body, exchange.intake(), Attempt.of(request)));
        } catch (DeployException e) {
            exchange.refuse(e);
        }
    }

    /** @throws DeployException {@link Problem#INTERNAL} when something before the servlet forbids asynchronous requests */
    static void requireAsync(HttpServletRequest request) {
        if (!request.isAsyncSupported()) {
            throw new DeployException(Problem.INTERNAL, "A filter or valve before this application does not support"
                    + " asynchronous requests; the administrator must set async-supported on it");
        }
    }

    private static UploadExchange open(SlipwayServer server, HttpServletRequest request, Answering answering,
            Intake.Operator operator, String user) throws IOException {
        try {
            return new UploadExchange(server.uploads(), request.startAsync(), request.getInputStream(), answering,
                    operator, () -> server.admission().leave(user));
        } catch (IOException | RuntimeException e) {
            server.admission().leave(user);
            throw e;
        }
    }
}
