package dev.slipway.deploy;

import dev.slipway.archive.Extracted;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.ProjectName;
import java.util.List;
import java.util.Optional;

/**
 * A deployment that has become live.
 *
 * @param digest of the archive as received
 * @param payloadSize of the archive as received, in bytes
 * @param extracted what was unpacked
 * @param previous the release that was live before, if one was
 * @param warnings what went wrong without harm to the release
 */
public record Deployed(ProjectName project, DeploymentId id, Digest digest, long payloadSize, Extracted extracted,
        Optional<DeploymentId> previous, List<String> warnings) {
    /** Files that were unpacked. */
    public long files() {
        return extracted.files();
    }

    /** Bytes that were unpacked. */
    public long unpackedBytes() {
        return extracted.unpackedBytes();
    }
}
