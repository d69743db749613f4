package dev.slipway.web;

import dev.slipway.model.Digest;
import dev.slipway.problem.DeployException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is for other nodes. {@code /cluster/payloads/{sha256}}: a payload or a range of it; {@code
 * /cluster/payloads/{sha256}/chunks}: which chunks of it are here.
 */
final class ClusterServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Pattern PAYLOAD = Pattern.compile("/payloads/([0-9a-f]{64})(/chunks)?");

    private final transient SlipwayServer server;
    private final transient Refusal refusal;

    ClusterServlet(SlipwayServer server, Refusal refusal) {
        this.server = server;
        this.refusal = refusal;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            Matcher path = PAYLOAD.matcher(String.valueOf(request.getPathInfo()));
            if (!path.matches()) {
                throw ResourcePath.nothing();
            }
            Methods.require(request, response, "GET", "HEAD");
            Digest digest = new Digest(path.group(1));
            PeerUploads uploads = server.peering().uploads();
            boolean chunks = path.group(2) != null;
            ResourceCall.begin(server, request, response, answering -> chunks
                    ? uploads.chunks(digest, answering) : uploads.payload(digest, answering));
        } catch (DeployException e) {
            refusal.answer(request, response, e);
        }
    }
}
