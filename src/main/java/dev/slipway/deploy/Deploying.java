package dev.slipway.deploy;

import dev.slipway.archive.Extracted;
import dev.slipway.config.Amount;
import dev.slipway.deploy.DeployRequest.Wish;
import dev.slipway.deploy.ProjectQueues.Claim;
import dev.slipway.model.ChunkDigests;
import dev.slipway.model.Deployment;
import dev.slipway.model.Deployment.Archive;
import dev.slipway.model.Deployment.Kind;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.Phase;
import dev.slipway.model.Status;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.release.Collected;
import dev.slipway.release.PayloadStore;
import dev.slipway.release.Staging;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One deployment of an archive: payload → staging → checks → live. Runs on the worker that calls
 * {@link #carryOut}; one that has to wait for others of its project waits without a thread, as a complete release.
 * Whatever fails before the activation leaves nothing behind and what is live untouched.
 */
public final class Deploying {
    private static final System.Logger LOG = System.getLogger(Deploying.class.getName());

    private final Deployer deployer;
    private final DeployRequest request;
    private final HeldProject holding;
    private final Run run;
    private volatile Wish wish;
    private Optional<ChunkDigests> chunks = Optional.empty(); // of the worker that receives

    Deploying(Deployer deployer, DeployRequest request, Claim claim, Run run) {
        this.deployer = deployer;
        this.request = request;
        this.holding = new HeldProject(claim);
        this.run = run;
        this.wish = request.wish();
    }

    /** Its life. */
    public Run run() {
        return run;
    }

    /** How to end it from outside while it arrives; the function returns at once. */
    public void cancelledBy(Consumer<DeployException> ending) {
        run.cancelledBy(ending);
    }

    /**
     * What was said behind the archive, before its end is told. Does not block.
     *
     * @throws DeployException {@link Problem#INVALID_REQUEST} for what had to be said before the archive
     */
    public void amend(Wish later) {
        if (later.stripped() != request.wish().stripped()) {
            throw new DeployException(Problem.INVALID_REQUEST,
                    "'strip_components' must stand before the payload, which is unpacked while it arrives");
        }
        wish = later;
        run.amend(later.activate() ? Kind.DEPLOY : Kind.STAGE, deployer.deployments.origin(
                request.caller(), later.message(), later.restart(), request.retryKey()));
    }

    /** Has it recorded, if it is not yet, as what is being received. Does not block. @see Deployments#recorded */
    public CompletionStage<Void> recorded() {
        return deployer.deployments.recorded(run);
    }

    /** It will not be carried out. Any thread; does not block. */
    public void abandon(DeployException reason) {
        failed(reason);
    }

    /**
     * Receives, unpacks, checks, and activates or keeps it. Blocks while the payload arrives; worker threads only.
     *
     * @return the deployment when it has ended well; completed later, by another worker, when it has to wait for its turn
     * @throws DeployException when the deployment failed; nothing of it is left
     * @throws IOException when the payload could not be read
     */
    public CompletionStage<Deployment> carryOut(Payload payload) throws IOException {
        try {
            deployer.deployments.record(run);
            if (!deployer.fleet.alone()) {
                holding.everywhere(deployer.fleet.claim(request.project(), request.id()));
            }
            try (Staging staging = stage();
                    PayloadStore.Incoming kept = deployer.payloads.begin(request.id())) {
                Archive archive = receive(payload, staging, kept);
                if (wish.activate() && here() && !deployer.launch.verifies(request.project()) && holding.isMyTurn()) {
                    goLive(staging, archive, kept);
                } else {
                    return keepRelease(staging, archive, kept);
                }
            }
            return CompletableFuture.completedStage(ended(Status.SUCCESS));
        } catch (DeployException e) {
            failed(e);
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            failed(new DeployException(Problem.INTERNAL, "The server failed", e));
            throw e;
        }
    }

    private Staging stage() {
        try (ActivationLocks.Held held = deployer.locks.hold(request.project())) {
            deployer.activation.settle(request.project());
        }
        return deployer.releases.stage(request.project(), request.id());
    }

    private void enter(Phase phase) {
        holding.enter(phase);
        run.enter(phase);
    }

    private Archive receive(Payload payload, Staging staging, PayloadStore.Incoming kept) throws IOException {
        enter(Phase.EXTRACTING);
        MeteredPayload metered = new MeteredPayload(payload.stream(), kept, deployer.limit, !deployer.fleet.alone());
        Extracted extracted = deployer.extractor.extract(
                metered, staging.tree(), staging.scratch().resolve("links"), wish.stripped(),
                new ReceivingProgress(run, metered));
        enter(Phase.VERIFYING);
        Digest digest = metered.digest();
        chunks = metered.chunks();
        boolean verified = MeteredPayload.agrees(request.declared(), digest, "the Repr-Digest header")
                | MeteredPayload.agrees(payload.declared(), digest, "the digest part");
        if (!extracted.endOfArchive() && !verified) {
            throw new DeployException(Problem.ARCHIVE_REFUSED, "The archive ends without an end-of-archive mark: it"
                    + " may have been cut off. Send its digest to show that it is whole");
        }
        run.finalProgress(metered.bytes(), extracted.unpackedBytes(), extracted.files());
        Archive archive = new Archive(Optional.of(digest), metered.bytes(), Optional.of(metered.mediaType()), false,
                extracted.files(), extracted.unpackedBytes());
        run.archive(archive);
        deployer.sharing.ifPresent(sharing -> run.shared(sharing.share(staging)));
        return archive;
    }

    /** Whether this server alone takes it. */
    private boolean here() {
        return deployer.fleet.alone() || !wish.spread().replicated();
    }

    private ArchiveKeeping keeping() {
        return new ArchiveKeeping(deployer.archives, deployer.deployments, run);
    }

    private void goLive(Staging staging, Archive archive, PayloadStore.Incoming kept) {
        enter(Phase.ACTIVATING);
        deployer.activation.prepare(staging, archive.files());
        run.beyondCancel();
        launch(() -> {
            deployer.activation.activate(staging);
            keeping().keep(kept, archive, () -> { });
        });
    }

    /** @param switching makes it live by one switch */
    private void launch(Runnable switching) {
        if (!deployer.fleet.alone()) {
            tellOthers();
            deployer.fleet.apart(request.project());
        }
        deployer.launch.live(request.project(), new Launch.Plan() {
            @Override
            public Run switchOver(Optional<DeploymentId> standing) {
                run.lineage(deployer.lineages.of(request.project(), request.id(), standing));
                deployer.deployments.record(run);
                switching.run();
                return run;
            }

            @Override
            public void passed(Run passed) {
                succeed(Status.SUCCESS);
            }

            @Override
            public void entered(Phase phase) {
                holding.enter(phase);
            }
        });
    }

    private CompletionStage<Deployment> keepRelease(Staging staging, Archive archive, PayloadStore.Incoming kept) {
        deployer.activation.prepare(staging, archive.files());
        if (wish.activate() || deployer.launch.verifies(request.project())) {
            run.requireNotCancelled();
        } else {
            run.beyondCancel();
        }
        certify(staging);
        try {
            if (!wish.activate() && !here()) {
                enter(Phase.REPLICATING);
                warnOfRestart();
                keeping().keep(kept, archive, () -> deployer.deployments.record(run));
                return rollOut();
            } else if (!wish.activate()) {
                run.beyondCancel();
                warnOfRestart();
                tellOthers();
                keeping().keep(kept, archive, () -> succeed(Status.STAGED));
                return CompletableFuture.completedStage(ended(Status.STAGED));
            }
            boolean now = holding.isMyTurn();
            enter(!now ? Phase.QUEUED : here() ? Phase.ACTIVATING : Phase.REPLICATING);
            keeping().keep(kept, archive, () -> deployer.deployments.record(run));
            if (now && !here()) {
                return rollOut();
            } else if (now) {
                return CompletableFuture.completedStage(switchInTurn(null));
            }
        } catch (CompletionException e) {
            throw e.getCause() instanceof DeployException reason ? reason : e;
        } catch (DeployException e) {
            removeRelease();
            throw e;
        }
        run.cancelledBy(holding.turn()::completeExceptionally);
        if (!here()) {
            return holding.turn().handleAsync((turn, cancelled) -> rollOutInTurn(cancelled), deployer.later)
                    .thenCompose(ending -> ending);
        }
        return holding.turn().handleAsync((turn, cancelled) -> switchInTurn(cancelled), deployer.later);
    }

    private CompletionStage<Deployment> rollOutInTurn(@Nullable Throwable cancelled) {
        try {
            if (cancelled instanceof DeployException reason) {
                throw reason;
            }
            enter(Phase.REPLICATING);
            return rollOut();
        } catch (DeployException e) {
            removeRelease();
            failed(e);
            throw new CompletionException(e);
        }
    }

    /** Has every server make it live, or keep it; this one as the others. */
    private CompletionStage<Deployment> rollOut() {
        if (wish.activate()) {
            run.lineage(deployer.everywhere.of(request.project(), request.id(), deployer.everywhere.standing(request.project())));
        }
        deployer.deployments.record(run);
        if (wish.activate()) {
            deployer.launch.warnOfRestart(run);
        }
        Fleet.Order order = new Fleet.Order(run, request.id(), Optional.of(source()),
                new Fleet.Wish(wish.restart(), wish.spread(), false));
        CompletionStage<Fleet.Taken> taken =
                wish.activate() ? deployer.fleet.launch(order) : deployer.fleet.keep(order);
        return taken.handleAsync((servers, failure) -> rolledOut(failure), deployer.later);
    }

    private Fleet.Source source() {
        return new Fleet.Source(run.deployment().archive().digest().orElseThrow(), chunks.orElseThrow(), wish.stripped());
    }

    /** So that they can make it live one day, though they do not take it now. */
    private void tellOthers() {
        if (!deployer.fleet.alone()) {
            deployer.fleet.tell(request.project(), request.id(), source());
        }
    }

    private Deployment rolledOut(@Nullable Throwable failure) {
        Status status = wish.activate() ? Status.SUCCESS : Status.STAGED;
        if (failure == null) {
            succeed(status);
            return ended(status);
        }
        DeployException reason = failure instanceof DeployException known ? known
                : new DeployException(Problem.INTERNAL, "The server failed", failure);
        if (reason.problem() != Problem.SHUTTING_DOWN) { // else the other servers end its record
            failed(reason);
        }
        throw new CompletionException(reason);
    }

    private void warnOfRestart() {
        if (!wish.restart().equals("false")) {
            run.warn("Nothing was restarted: the release is not live yet");
        }
    }

    /** Makes it a release that is kept, and has it verified. */
    private void certify(Staging staging) {
        boolean verifies = deployer.launch.verifies(request.project());
        if (verifies) {
            deployer.deployments.record(run); // so that after a crash it is known that it has not been verified
        }
        try (ActivationLocks.Held held = deployer.locks.hold(request.project())) {
            deployer.activation.certify(staging);
        }
        if (verifies) {
            try {
                deployer.launch.verify(run);
                run.requireNotCancelled();
            } catch (RuntimeException | Error e) {
                removeRelease();
                throw e;
            }
        }
    }

    private Deployment switchInTurn(@Nullable Throwable cancelled) {
        try {
            if (cancelled instanceof DeployException reason) {
                throw reason;
            }
            run.beyondCancel();
            enter(Phase.ACTIVATING);
            launch(() -> deployer.activation.switchTo(request.project(), request.id()));
            return ended(Status.SUCCESS);
        } catch (DeployException e) {
            if (!run.deployment().status().terminal()) {
                removeRelease();
            }
            failed(e);
            throw new CompletionException(e);
        } catch (RuntimeException | Error e) {
            failed(new DeployException(Problem.INTERNAL, "The server failed", e));
            throw e;
        }
    }

    /** A release that was to wait for its turn, and failed, is not left behind. */
    private void removeRelease() {
        try (ActivationLocks.Held held = deployer.locks.hold(request.project())) {
            deployer.releases.collect(request.project(), request.id()).ifPresent(Collected::delete);
        } catch (DeployException e) {
            LOG.log(System.Logger.Level.WARNING, "A release that failed in the queue could not be removed", e);
        }
    }

    private void succeed(Status status) {
        run.succeed(status, DeploymentAnswer.of(run.deployment(), status));
        try {
            deployer.deployments.record(run);
        } catch (DeployException e) {
            LOG.log(System.Logger.Level.WARNING, "The end of deployment {0} is not recorded yet: {1}", run.id(), e.detail());
        }
    }

    private Deployment ended(Status status) {
        end();
        Deployment deployment = run.deployment();
        LOG.log(System.Logger.Level.INFO, () -> told() + (status == Status.SUCCESS ? " is live: " : " is staged: ")
                + deployment.archive().files() + " files from " + Amount.show(deployment.archive().size())
                + ", sha-256 " + deployment.archive().digest().map(Digest::hex).orElse("-"));
        return deployment;
    }

    private void failed(DeployException e) {
        if (run.fail(RecordEnd.status(e.problem()), e.detail(), e.problem().code())) {
            LOG.log(System.Logger.Level.INFO, () -> told() + " failed: " + e.problem().code() + ", " + e.detail());
        }
        end();
    }

    /** Whatever fails, the project is free again. */
    private void end() {
        try {
            keyEnded();
        } finally {
            holding.close();
        }
    }

    private void keyEnded() {
        request.retryKey().ifPresent(key -> deployer.deployments.retryKeys().ended(key, run.deployment()));
    }

    private String told() {
        return "Deployment " + request.id() + " of " + request.project() + " by "
                + DeployException.printable(request.caller().name());
    }
}
