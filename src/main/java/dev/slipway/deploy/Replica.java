package dev.slipway.deploy;

import dev.slipway.archive.Extracted;
import dev.slipway.archive.ExtractionProgress;
import dev.slipway.config.PayloadLimit;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.release.Staging;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * What this server has of releases that were deployed on another one: made from the same archive, by the same rules, with the
 * same checks. One for the server; blocks, worker threads only.
 */
public final class Replica {
    private final Deployer.Tools tools;

    /** With the tools of the deployer. */
    public Replica(Deployer.Tools tools) {
        this.tools = tools;
    }

    /** Releases of a project that are complete here. */
    public Set<DeploymentId> kept(ProjectName project) {
        return Set.copyOf(tools.releases().kept(project));
    }

    /** What is live here. */
    public Optional<DeploymentId> live(ProjectName project) {
        return tools.releases().live(project);
    }

    /**
     * Makes a release; nothing happens when it is here. What fails leaves nothing behind.
     *
     * @param archive as it was received, complete
     * @param digest of it; checked once more while it is read
     * @param stripped leading components of each path that are taken off
     * @throws DeployException when it is refused, or the disk fails
     * @throws IOException when the archive cannot be read
     */
    public void make(ProjectName project, DeploymentId release, Path archive, Digest digest, int stripped)
            throws IOException {
        if (tools.releases().isKept(project, release)) {
            return;
        }
        try (ActivationLocks.Held held = tools.locks().hold(project)) {
            tools.activation().settle(project);
        }
        try (Staging staging = tools.releases().stage(project, release); InputStream in = Files.newInputStream(archive)) {
            MeteredPayload metered = new MeteredPayload(in, OutputStream.nullOutputStream(),
                    new PayloadLimit(tools.maxPayloadBytes()));
            Extracted extracted = tools.extractor().extract(metered, staging.tree(), staging.scratch().resolve("links"),
                    stripped, ExtractionProgress.NONE);
            if (!metered.digest().equals(digest)) {
                throw new DeployException(Problem.DIGEST_MISMATCH,
                        "The archive on this server has sha-256 " + metered.digest() + ", not " + digest);
            }
            tools.sharing().ifPresent(sharing -> sharing.share(staging));
            tools.activation().prepare(staging, extracted.files());
            try (ActivationLocks.Held held = tools.locks().hold(project)) {
                tools.activation().certify(staging);
            }
        }
    }

    /** Makes a release live that is here. @throws DeployException when it could not be made live: what was live still is */
    public void launch(ProjectName project, DeploymentId release) {
        try (ActivationLocks.Held held = tools.locks().hold(project)) {
            tools.activation().settle(project);
            tools.activation().switchTo(project, release);
        }
    }

    /** Drops a project with its releases. @throws DeployException when the disk fails */
    public void drop(ProjectName project) {
        try (ActivationLocks.Held held = tools.locks().hold(project)) {
            tools.activation().settle(project);
            tools.activation().drop(project);
        }
    }
}
