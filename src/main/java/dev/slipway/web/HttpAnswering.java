package dev.slipway.web;

import dev.slipway.codec.AcceptNegotiation;
import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectWriter;
import dev.slipway.problem.DeployException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Answers one HTTP request in the notation that its {@code Accept} asks for. */
final class HttpAnswering implements Answering {
    private final HttpServletResponse response;
    private final Reply.Face face;
    private final Format format;
    private final boolean withoutBody;
    private final UnaryOperator<Reply> onSuccess;

    /**
     * @param onSuccess changes what success looks like, for example to 201 with a {@code Location}
     */
    HttpAnswering(HttpServletRequest request, HttpServletResponse response, Reply.Face face,
            UnaryOperator<Reply> onSuccess) {
        this.response = response;
        this.face = face;
        this.format = AcceptNegotiation.choose(request.getHeader("Accept"));
        this.withoutBody = request.getMethod().equals("HEAD");
        this.onSuccess = onSuccess;
    }

    HttpAnswering(HttpServletRequest request, HttpServletResponse response, Reply.Face face) {
        this(request, response, face, UnaryOperator.identity());
    }

    @Override
    public Reply success(Map<String, Object> result) {
        return onSuccess.apply(Reply.ok(result));
    }

    @Override
    public Reply failure(DeployException reason) {
        return Reply.of(reason, face);
    }

    @Override
    public void write(Reply reply, boolean closeConnection) throws IOException {
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

    private String contentType(Reply reply) {
        boolean problemJson = reply.problem() && face == Reply.Face.RESOURCES && format == Format.JSON;
        return problemJson ? "application/problem+json" : format.mediaType();
    }
}
