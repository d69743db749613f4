package dev.slipway.launch;

import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectWriter;
import dev.slipway.problem.Problem;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.jspecify.annotations.Nullable;

/**
 * What Tomcat says of a request that no application gets, a malformed head for example: {@code application/problem+json} as
 * the application's own failures, in the place of a page. Nothing of what went wrong inside is in it. Container threads.
 */
final class ErrorPages extends ErrorReportValve {
    private static final System.Logger LOG = System.getLogger(ErrorPages.class.getName());

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported() || !mayWrite(response)) {
            return;
        }
        try {
            byte[] text = ObjectWriter.write(page(status), Format.JSON);
            response.setContentType("application/problem+json");
            response.setCharacterEncoding(StandardCharsets.UTF_8.name());
            response.setHeader("Cache-Control", "no-store");
            response.setHeader("X-Content-Type-Options", "nosniff");
            Writer writer = response.getReporter();
            if (writer != null) {
                writer.write(new String(text, StandardCharsets.UTF_8));
                response.finishResponse();
            }
        } catch (IOException | IllegalStateException e) {
            LOG.log(System.Logger.Level.DEBUG, "an error could not be told", e);
        }
    }

    private static boolean mayWrite(Response response) {
        AtomicBoolean allowed = new AtomicBoolean();
        response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, allowed);
        return allowed.get();
    }

    private static Map<String, Object> page(int status) {
        Problem problem = status == 404 ? Problem.NOT_FOUND
                : status == Problem.HEADERS_TOO_LARGE.status() ? Problem.HEADERS_TOO_LARGE
                : status < 500 ? Problem.INVALID_REQUEST : Problem.INTERNAL;
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("type", "urn:slipway:problem:" + problem.code());
        page.put("title", problem.title());
        page.put("status", status);
        page.put("detail", status < 500 ? "The head of the request is not as HTTP wants it" : "The server failed");
        page.put("code", problem.code());
        page.put("remedy", problem.remedy());
        return page;
    }
}
