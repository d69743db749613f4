package dev.slipway.web;

import dev.slipway.codec.AcceptNegotiation;
import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectWriter;
import dev.slipway.deploy.Followed;
import dev.slipway.model.Deployment;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Answers one HTTP request in the notation that its {@code Accept} asks for. */
final class HttpAnswering implements Answering {
    private static final System.Logger LOG = System.getLogger(HttpAnswering.class.getName());

    private final HttpServletResponse response;
    private final Attempt attempt;
    private final Reply.Face face;
    private final Format format;
    private final boolean withoutBody;
    private final UnaryOperator<Reply> onSuccess;
    private final Conditions conditions;
    private final boolean events;
    private final boolean detached;
    private final String deployments;

    /**
     * @param onSuccess changes what success looks like, for example to 201 with a {@code Location}
     */
    HttpAnswering(HttpServletRequest request, HttpServletResponse response, Reply.Face face,
            UnaryOperator<Reply> onSuccess) {
        this.response = response;
        this.attempt = Attempt.of(request);
        this.face = face;
        this.format = AcceptNegotiation.choose(request.getHeader("Accept"));
        this.withoutBody = request.getMethod().equals("HEAD");
        this.onSuccess = onSuccess;
        this.conditions = Conditions.of(request);
        this.events = UploadHeaders.wantsEvents(request);
        this.detached = UploadHeaders.wantsNoWait(request);
        this.deployments = request.getContextPath() + "/deployments/";
    }

    HttpAnswering(HttpServletRequest request, HttpServletResponse response, Reply.Face face) {
        this(request, response, face, UnaryOperator.identity());
    }

    @Override
    public Reply success(Map<String, Object> result) {
        Reply reply = onSuccess.apply(Reply.ok(result));
        attempt.outcome(reply.status(), "ok");
        if (result.get("deployment_id") instanceof String id) {
            attempt.deployment(id);
        }
        return reply;
    }

    @Override
    public Reply failure(DeployException reason) {
        attempt.failed(reason);
        if (reason.problem() == Problem.INTERNAL && reason.getCause() != null) {
            LOG.log(System.Logger.Level.ERROR, "request " + attempt.id() + " failed", reason.getCause());
        }
        return Reply.of(reason, face).of(attempt.id());
    }

    @Override
    public void write(Reply reply, boolean closeConnection) throws IOException {
        attempt.answered(reply.status());
        byte[] body = ObjectWriter.write(reply.body(), format);
        response.setStatus(reply.status());
        reply.headers().forEach(response::setHeader);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        if (closeConnection) {
            response.setHeader("Connection", "close");
        }
        response.setContentType(contentType(reply));
        response.setContentLength(body.length);
        OutputStream out = response.getOutputStream();
        if (!withoutBody) {
            out.write(body);
        }
        out.flush();
    }

    @Override
    public ServletOutputStream open(Streamed answer) throws IOException {
        attempt.answered(answer.status());
        response.setStatus(answer.status());
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        answer.headers().forEach(this::field);
        return response.getOutputStream();
    }

    @Override
    public ServletOutputStream output() throws IOException {
        return response.getOutputStream();
    }

    /** Containers note the length only when they are told it by this method. */
    private void field(String name, String value) {
        switch (name) {
            case "Content-Length" -> response.setContentLengthLong(Long.parseLong(value));
            case "Content-Type" -> response.setContentType(value);
            default -> response.setHeader(name, value);
        }
    }

    @Override
    public Reply accepted(Followed followed) {
        Deployment deployment = followed.deployment();
        attempt.deployment(deployment.id().value());
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("message", "Received: " + deployment.project());
        body.put("deployment_id", deployment.id().value());
        return Reply.ok(body).with(202).with("Location", deployments + deployment.id())
                .with("Preference-Applied", "respond-async");
    }

    @Override
    public Conditions conditions() {
        return conditions;
    }

    @Override
    public boolean withoutBody() {
        return withoutBody;
    }

    @Override
    public boolean events() {
        return events;
    }

    @Override
    public boolean detached() {
        return detached;
    }

    @Override
    public Streamed streamed(Reply reply, boolean closeConnection, long patience) {
        byte[] body = ObjectWriter.write(reply.body(), format);
        Map<String, String> headers = new LinkedHashMap<>(reply.headers());
        if (closeConnection) {
            headers.put("Connection", "close");
        }
        headers.put("Content-Type", contentType(reply));
        headers.put("Content-Length", Integer.toString(body.length));
        return new Streamed(reply.status(), headers, new BytesSource(body), patience);
    }

    private String contentType(Reply reply) {
        boolean problemJson = reply.problem() && face != Reply.Face.OPERATIONS && format == Format.JSON;
        return problemJson ? "application/problem+json" : format.mediaType();
    }
}
