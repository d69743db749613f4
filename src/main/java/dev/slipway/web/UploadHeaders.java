package dev.slipway.web;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What the header fields of an upload say about it.
 *
 * @param id {@code Slipway-Deployment-Id}: chosen by the client so that it can follow at once
 * @param declared {@code Repr-Digest} (RFC 9530): the digest of the archive
 */
record UploadHeaders(Optional<DeploymentId> id, Optional<Digest> declared) {
    /** @throws dev.slipway.problem.DeployException when a field is not of its form */
    static UploadHeaders of(HttpServletRequest request) {
        return new UploadHeaders(
                fieldLines(request, "Slipway-Deployment-Id").map(DeploymentId::new),
                fieldLines(request, "Repr-Digest").flatMap(Digest::parse));
    }

    /** Several lines of one field are one list (RFC 9110 §5.3). */
    private static Optional<String> fieldLines(HttpServletRequest request, String name) {
        List<String> lines = Collections.list(request.getHeaders(name));
        return lines.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", lines));
    }
}
