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
    private static final String JSON = "application/json";

    /**
     * Of an upload: a body of unknown length, for a deployment whose name is chosen here.
     *
     * @param more further header fields, each with its line end
     */
    byte[] upload(String contentType, DeploymentId id, String more) {
        return head("POST", "", JSON, "Slipway-Deployment-Id: " + id + "\r\n" + more + "Content-Type: " + contentType
                + "\r\nTransfer-Encoding: chunked\r\n");
    }

    /** Of an operation with a body of known length. */
    byte[] operation(String contentType, int length, String more) {
        return head("POST", "", JSON, more + "Content-Type: " + contentType + "\r\nContent-Length: " + length + "\r\n");
    }

    /** Of a question about a component, without a body. */
    byte[] about(ProjectName project, String method) {
        return head(method, "components/" + project, JSON, "");
    }

    /**
     * Of a request without a body.
     *
     * @param below address below the target, encoded
     * @param accept media types that are taken
     * @param more further header fields, each with its line end
     */
    byte[] bare(String method, String below, String accept, String more) {
        String length = method.equals("POST") ? "Content-Length: 0\r\n" : "";
        return head(method, below, accept, more + length);
    }

    /**
     * Of a question whose answer is of any length. The connection is not said to be closed afterwards: a server that is
     * told so may end the answer with the connection, and one that broke could not be told from that.
     *
     * @param more further header fields, each with its line end
     */
    byte[] stream(String below, String accept, String more) {
        return head("GET", below, accept, more, "keep-alive");
    }

    private byte[] head(String method, String below, String accept, String body) {
        return head(method, below, accept, body, "close");
    }

    private byte[] head(String method, String below, String accept, String body, String connection) {
        String text = method + " " + target.uri().getRawPath() + below + " HTTP/1.1\r\n"
                + "Host: " + target.authority() + "\r\n"
                + (authorization == null ? "" : "Authorization: " + authorization + "\r\n")
                + "Accept: " + accept + "\r\n"
                + "User-Agent: slipway-client\r\n"
                + body
                + "Connection: " + connection + "\r\n\r\n";
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Without the credentials. */
    @Override
    public String toString() {
        return "RequestHead[" + target + "]";
    }
}
