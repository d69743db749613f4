package dev.slipway.web;

import dev.slipway.problem.DeployException;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Answers a request that is refused before its body was looked at. A body that is on its way is drained for a while, so
 * that the client gets to read the answer. A client with {@code Expect: 100-continue} is not invited to send by it, but
 * Tomcat does that before the application is asked.
 */
record Refusal(UploadService uploads) {
    /** Answers; the caller returns at once after it. Container threads. */
    void answer(HttpServletRequest request, HttpServletResponse response, DeployException reason) throws IOException {
        HttpAnswering answering = new HttpAnswering(request, response, face(request));
        if (!hasBody(request) || !request.isAsyncSupported()) {
            answering.write(answering.failure(reason), hasBody(request));
            return;
        }
        new UploadExchange(uploads, request.startAsync(), request.getInputStream(), answering,
                fields -> {
                    throw reason;
                },
                () -> { }).refuse(reason);
    }

    private static boolean hasBody(HttpServletRequest request) {
        return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
    }

    /** The form of a failure at the address that was asked first. */
    static Reply.Face face(HttpServletRequest request) {
        String path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String asked
                ? asked.substring(Math.min(asked.length(), request.getContextPath().length())) : path(request);
        if (path.equals(NodeAuthentication.PATH) || path.startsWith(NodeAuthentication.PATH + "/")) {
            return Reply.Face.NODES;
        }
        return path.equals("/") || path.isEmpty() || path.equals("/operations")
                ? Reply.Face.OPERATIONS : Reply.Face.RESOURCES;
    }

    /** The path below the context. */
    static String path(HttpServletRequest request) {
        return request.getRequestURI().substring(request.getContextPath().length());
    }
}
