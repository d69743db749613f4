package dev.slipway.deploy;

import dev.slipway.archive.Extracted;
import dev.slipway.archive.ExtractionProgress;
import dev.slipway.archive.TarExtractor;
import dev.slipway.config.Amount;
import dev.slipway.config.PayloadLimit;
import dev.slipway.deploy.ProjectLocks.Claim;
import dev.slipway.model.Digest;
import dev.slipway.model.Phase;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.release.Activated;
import dev.slipway.release.Activation;
import dev.slipway.release.PayloadStore;
import dev.slipway.release.ReleaseStore;
import dev.slipway.release.Staging;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Carries out deployments: payload → staging → checks → live. One for the server; each deployment runs on the worker
 * that calls it. Whatever fails before the activation leaves nothing behind and what is live untouched.
 */
public final class Deployer {
    private static final System.Logger LOG = System.getLogger(Deployer.class.getName());

    private final ProjectLocks locks = new ProjectLocks();
    private final ReleaseStore releases;
    private final PayloadStore payloads;
    private final Activation activation;
    private final TarExtractor extractor;
    private final PayloadLimit limit;

    /** @param maxPayloadBytes largest archive as sent, in bytes */
    public Deployer(ReleaseStore releases, PayloadStore payloads, Activation activation, TarExtractor extractor,
            long maxPayloadBytes) {
        this.releases = releases;
        this.payloads = payloads;
        this.activation = activation;
        this.extractor = extractor;
        this.limit = new PayloadLimit(maxPayloadBytes);
    }

    /**
     * Takes the project for this deployment. Any thread; does not block.
     *
     * @throws DeployException {@link Problem#PROJECT_BUSY} when another deployment has it
     */
    public Claim claim(DeployRequest request) {
        return locks.claim(request.project(), request.id(), request.user());
    }

    /**
     * Receives, unpacks, checks and activates. Blocks while the payload arrives; worker threads only.
     *
     * @param claim from {@link #claim} for this request; given back when this returns or throws
     * @throws DeployException when the deployment failed; nothing of it is left
     * @throws IOException when the payload could not be read
     */
    public Deployed deploy(DeployRequest request, Claim claim, Payload payload) throws IOException {
        try (claim;
                Staging staging = stage(request);
                PayloadStore.Incoming kept = payloads.begin(request.id())) {
            claim.enter(Phase.EXTRACTING);
            MeteredPayload metered = new MeteredPayload(payload.stream(), kept, limit);
            Extracted extracted = extractor.extract(
                    metered, staging.tree(), staging.scratch().resolve("links"), ExtractionProgress.NONE);
            claim.enter(Phase.VERIFYING);
            Digest digest = metered.digest();
            boolean verified = verify(request.declared(), digest, "the Repr-Digest header")
                    | verify(payload.declared(), digest, "the digest part");
            if (!extracted.endOfArchive() && !verified) {
                throw new DeployException(Problem.ARCHIVE_REFUSED, "The archive ends without an end-of-archive mark: it"
                        + " may have been cut off. Send its digest to show that it is whole");
            }
            claim.enter(Phase.ACTIVATING);
            activation.prepare(staging, extracted.files());
            Activated activated = activation.activate(staging);
            LOG.log(System.Logger.Level.INFO, () -> told(request) + " is live: " + extracted.files() + " files from "
                    + Amount.show(metered.bytes()) + ", sha-256 " + digest);
            return new Deployed(request.project(), request.id(), digest, metered.bytes(), extracted,
                    activated.previous(), keep(kept, digest));
        } catch (DeployException e) {
            LOG.log(System.Logger.Level.INFO, () -> told(request) + " failed: " + e.problem().code() + ", " + e.detail());
            throw e;
        }
    }

    private Staging stage(DeployRequest request) {
        activation.settle(request.project());
        return releases.stage(request.project(), request.id());
    }

    private static String told(DeployRequest request) {
        return "Deployment " + request.id() + " of " + request.project() + " by "
                + DeployException.printable(request.user());
    }

    /** Whether a digest was declared; it agrees then. */
    private static boolean verify(Optional<Digest> declared, Digest received, String where) {
        if (declared.isPresent() && !declared.get().equals(received)) {
            throw new DeployException(Problem.DIGEST_MISMATCH, "The payload received has sha-256 " + received + ", but "
                    + where + " declares " + declared.get());
        }
        return declared.isPresent();
    }

    /** The release is live by now: a payload that cannot be kept is worth a warning, not a failure. */
    private static List<String> keep(PayloadStore.Incoming incoming, Digest digest) {
        List<String> warnings = new ArrayList<>();
        try {
            incoming.keep(digest);
        } catch (DeployException e) {
            LOG.log(System.Logger.Level.WARNING, "the archive of a live release could not be kept", e);
            warnings.add("The release is live, but its archive could not be kept: " + e.detail());
        }
        return warnings;
    }
}
