package dev.slipway.deploy;

import dev.slipway.archive.TarExtractor;
import dev.slipway.config.PayloadLimit;
import dev.slipway.deploy.ProjectQueues.Claim;
import dev.slipway.hooks.Hooks;
import dev.slipway.model.Deployment;
import dev.slipway.model.Deployment.Kind;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Phase;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.release.Activation;
import dev.slipway.release.PayloadStore;
import dev.slipway.release.ReleaseStore;
import dev.slipway.release.SharedFiles;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Begins deployments of archives; one for the server. What they share is here, what each has is a {@link Deploying}. */
public final class Deployer {
    final Deployments deployments;
    final ProjectQueues queues;
    final ActivationLocks locks;
    final Lineages lineages;
    final Lineages everywhere;
    final ReleaseStore releases;
    final PayloadStore payloads;
    final KeptArchives archives;
    final Activation activation;
    final Launch launch;
    final Fleet fleet;
    final Optional<SharedFiles> sharing;
    final TarExtractor extractor;
    final PayloadLimit limit;
    final Executor later;

    /**
     * What deployments are made with.
     *
     * @param deployments where they are known
     * @param queues who has which project
     * @param locks who changes what is live
     * @param sharing shares files with the live release; empty when each release has its own
     * @param later runs what comes when a deployment's turn has come; may block
     * @param maxPayloadBytes largest archive as sent, in bytes
     * @param launch makes releases live
     * @param fleet the other servers
     */
    public record Tools(Deployments deployments, ProjectQueues queues, ActivationLocks locks, ReleaseStore releases,
            PayloadStore payloads, KeptArchives archives, Activation activation,
            Optional<SharedFiles> sharing, TarExtractor extractor, Executor later, long maxPayloadBytes,
            Launch launch, Fleet fleet) {
        /** Alone. */
        public Tools(Deployments deployments, ProjectQueues queues, ActivationLocks locks, ReleaseStore releases,
                PayloadStore payloads, KeptArchives archives, Activation activation, Optional<SharedFiles> sharing,
                TarExtractor extractor, Executor later, long maxPayloadBytes, Launch launch) {
            this(deployments, queues, locks, releases, payloads, archives, activation, sharing, extractor, later,
                    maxPayloadBytes, launch, Fleet.NONE);
        }

        /** Alone, and without hooks. */
        public Tools(Deployments deployments, ProjectQueues queues, ActivationLocks locks, ReleaseStore releases,
                PayloadStore payloads, KeptArchives archives, Activation activation, Optional<SharedFiles> sharing,
                TarExtractor extractor, Executor later, long maxPayloadBytes) {
            this(deployments, queues, locks, releases, payloads, archives, activation, sharing, extractor, later,
                    maxPayloadBytes, new Launch(deployments, releases, activation, locks, Hooks.NONE));
        }
    }

    /** With these tools. */
    public Deployer(Tools tools) {
        this.deployments = tools.deployments();
        this.queues = tools.queues();
        this.locks = tools.locks();
        this.releases = tools.releases();
        this.lineages = new Lineages(deployments, releases);
        this.everywhere = new Lineages(deployments, releases, tools.fleet());
        this.payloads = tools.payloads();
        this.archives = tools.archives();
        this.activation = tools.activation();
        this.launch = tools.launch();
        this.fleet = tools.fleet();
        this.sharing = tools.sharing();
        this.extractor = tools.extractor();
        this.limit = new PayloadLimit(tools.maxPayloadBytes());
        this.later = tools.later();
    }

    /**
     * Takes the project for a deployment and begins it. Any thread; does not block.
     *
     * @return the deployment; it is either carried out or abandoned, once
     * @throws DeployException {@link Problem#PROJECT_BUSY} when another deployment has the project,
     *     {@link Problem#READ_ONLY}, {@link Problem#DEPLOYMENT_ID_USED} when one of that id is running
     */
    public Deploying begin(DeployRequest request) {
        deployments.requireWritable();
        DeploymentId id = request.id();
        Claim claim = queues.claim(request.project(), id, request.caller().name(), request.queue());
        try {
            DeployRequest.Wish wish = request.wish();
            Deployment.Origin origin = deployments.origin(
                    request.caller(), wish.message(), wish.restart(), request.retryKey());
            Run run = deployments.begin(id, request.project(), wish.activate() ? Kind.DEPLOY : Kind.STAGE,
                    Phase.RECEIVING, origin, id);
            return new Deploying(this, request, claim, run);
        } catch (RuntimeException e) {
            claim.close();
            throw e;
        }
    }
}
