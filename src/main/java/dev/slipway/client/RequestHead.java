package dev.slipway.client;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Request line and headers of what is sent to a target (RFC 9112 §3).
 *
 * @param authorization value of the Authorization header, or null for none
 */
record RequestHead(Target target, @Nullable String authorization) {
    /** Of an upload: a body of unknown length, for a deployment whose name is chosen here. */
    byte[] upload(String contentType, DeploymentId id) {
        return head("POST", "", "Slipway-Deployment-Id: " + id + "\r\nContent-Type: " + contentType
                + "\r\nTransfer-Encoding: chunked\r\n");
    }

    /** Of an operation with a body of known length. */
    byte[] operation(String contentType, int length) {
        return head("POST", "", "Content-Type: " + contentType + "\r\nContent-Length: " + length + "\r\n");
    }

    /** Of a question about a component, without a body. */
    byte[] about(ProjectName project, String method) {
        return head(method, "components/" + project, "");
    }

    private byte[] head(String method, String below, String body) {
        String text = method + " " + target.uri().getRawPath() + below + " HTTP/1.1\r\n"
                + "Host: " + target.authority() + "\r\n"
                + (authorization == null ? "" : "Authorization: " + authorization + "\r\n")
                + "Accept: application/json\r\n"
                + "User-Agent: slipway-client\r\n"
                + body
                + "Connection: close\r\n\r\n";
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Without the credentials. */
    @Override
    public String toString() {
        return "RequestHead[" + target + "]";
    }
}
