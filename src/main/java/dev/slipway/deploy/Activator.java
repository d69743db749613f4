package dev.slipway.deploy;

import dev.slipway.model.Caller;
import dev.slipway.model.Deployment;
import dev.slipway.model.Deployment.Kind;
import dev.slipway.model.Deployment.Lineage;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.Phase;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Status;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.records.Records;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Makes kept releases live: those that were staged, and those that were live before, which is the way back. Each time is a
 * deployment with a record of its own. It takes one switch, whatever the size of the release, and does not wait for a
 * deploy of the project that is still arriving. One for the server; blocks, workers only.
 */
public final class Activator {
    private static final System.Logger LOG = System.getLogger(Activator.class.getName());

    private final Deployer.Tools tools;
    private final Launch launch;
    private final Lineages here;
    private final Lineages everywhere;

    /** With the tools of the deployer. */
    public Activator(Deployer.Tools tools) {
        this.tools = tools;
        this.launch = tools.launch();
        this.here = new Lineages(tools.deployments(), tools.releases());
        this.everywhere = new Lineages(tools.deployments(), tools.releases(), tools.fleet());
    }

    /**
     * Who wants a release live.
     *
     * @param id of the deployment that this is, chosen by the client or made by the server
     * @param message why, as the client says
     * @param retryKey what its {@code Idempotency-Key} is kept as, if one was sent
     * @param spread to which servers of a cluster it goes
     */
    public record Request(ProjectName project, DeploymentId id, Caller caller, Optional<String> message,
            String restart, Optional<Digest> retryKey, Spread spread) {
        /** On every server. */
        public Request(ProjectName project, DeploymentId id, Caller caller, Optional<String> message, String restart,
                Optional<Digest> retryKey) {
            this(project, id, caller, message, restart, retryKey, Spread.EVERYWHERE);
        }
    }

    /** The release to which a rollback would go now, if there is one. */
    public Optional<DeploymentId> previous(ProjectName project) {
        try (ActivationLocks.Held held = tools.locks().hold(project)) {
            return everywhere.previous(project);
        }
    }

    /**
     * Goes back to the release that was live before, or to a given one.
     *
     * @param to id of a release, or of a deployment that made it live; empty for the one before
     * @throws DeployException {@link Problem#NOT_POSSIBLE_NOW} when there is none before, or as {@link #activate}
     */
    public Deployment rollback(Request request, Optional<DeploymentId> to) {
        return activate(request, to, true);
    }

    /**
     * Makes a kept release live.
     *
     * @param wanted id of a release, or of a deployment that made it live
     * @throws DeployException {@link Problem#NOT_FOUND} when it is not kept, {@link Problem#NOT_POSSIBLE_NOW} when it is
     *     another project's or not complete yet, {@link Problem#NO_SPACE} or {@link Problem#STORAGE_FAILED} when the disk
     *     fails: what was live still is, unless the detail says otherwise
     */
    public Deployment activate(Request request, DeploymentId wanted) {
        return activate(request, Optional.of(wanted), false);
    }

    /**
     * Does what may take longer than a switch on a thread of its own; the rest at once.
     *
     * @param work one of {@link #rollback} and {@link #activate}
     */
    public CompletionStage<Deployment> inTime(ProjectName project, Supplier<Deployment> work) {
        return launch.takesTime(project) || !tools.fleet().alone() ? CompletableFuture.supplyAsync(work, tools.later())
                : CompletableFuture.completedStage(work.get());
    }

    private Deployment activate(Request request, Optional<DeploymentId> wanted, boolean back) {
        try {
            Deployment ended = activated(request, wanted, back);
            request.retryKey().ifPresent(key -> tools.deployments().retryKeys().ended(key, ended));
            return ended;
        } catch (RuntimeException | Error e) {
            request.retryKey().ifPresent(key -> tools.deployments().retryKeys().free(key, request.id()));
            throw e;
        }
    }

    private Deployment activated(Request request, Optional<DeploymentId> wanted, boolean back) {
        if (!tools.fleet().alone() && request.spread().replicated()) {
            return everywhere(request, wanted, back);
        } else if (!tools.fleet().alone()) {
            tools.fleet().apart(request.project());
        }
        AtomicReference<Run> made = new AtomicReference<>();
        launch.live(request.project(), new Launch.Plan() {
            @Override
            public Run switchOver(Optional<DeploymentId> standing) {
                Run run = begin(request, wanted, back, standing, here);
                made.set(run);
                switchTo(run);
                return run;
            }

            @Override
            public void passed(Run run) {
                run.succeed(Status.SUCCESS, DeploymentAnswer.of(run.deployment(), Status.SUCCESS));
                record(run);
                LOG.log(System.Logger.Level.INFO, "Deployment {0} of {1}: release {2} is live",
                        run.id(), request.project(), run.deployment().lineage().release());
            }
        });
        return made.get().deployment();
    }

    /** Waits until every server has it live, or it is known which has not. */
    private Deployment everywhere(Request request, Optional<DeploymentId> wanted, boolean back) {
        Optional<Fleet.UnderWay> stopped = tools.fleet().underWay(request.project());
        Optional<DeploymentId> standing = everywhere.standing(request.project());
        Run run;
        try (ActivationLocks.Held held = tools.locks().hold(request.project())) {
            run = begin(request, wanted.or(() -> before(stopped)), back, standing, everywhere);
        }
        stopped.ifPresent(other -> run.warn("It stops the roll-out of deployment " + other.deployment()));
        try {
            launch.warnOfRestart(run);
            record(run);
            tools.fleet().launch(new Fleet.Order(run, run.deployment().lineage().release(), Optional.empty(),
                    new Fleet.Wish(request.restart(), request.spread(), true))).toCompletableFuture().get();
            run.succeed(Status.SUCCESS, DeploymentAnswer.of(run.deployment(), Status.SUCCESS));
            record(run);
            return run.deployment();
        } catch (DeployException e) {
            throw ended(run, e);
        } catch (ExecutionException e) {
            throw ended(run, e.getCause() instanceof DeployException known ? known
                    : new DeployException(Problem.INTERNAL, "The server failed", e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DeployException(Problem.SHUTTING_DOWN, "The server is stopping", e);
        }
    }

    /** The way back from a roll-out that is under way is what was to be live before it. */
    private static Optional<DeploymentId> before(Optional<Fleet.UnderWay> stopped) {
        return stopped.map(other -> other.before().orElseThrow(() -> new DeployException(Problem.NOT_POSSIBLE_NOW,
                "Deployment " + other.deployment() + " is the first of the project: there is nothing to go back to. Cancel it, or"
                        + " wait for its end and drop the project")));
    }

    private static DeployException ended(Run run, DeployException why) {
        if (why.problem() != Problem.SHUTTING_DOWN) { // else the other servers end its record
            run.fail(RecordEnd.status(why.problem()), why.detail(), why.problem().code());
        }
        return why;
    }

    private Run begin(Request request, Optional<DeploymentId> wanted, boolean back, Optional<DeploymentId> standing,
            Lineages lineages) {
        ProjectName project = request.project();
        tools.activation().settle(project);
        DeploymentId release = wanted.isPresent() ? release(project, wanted.get(), lineages)
                : lineages.previous(project).orElseThrow(() -> nothingBefore(project, lineages));
        Lineage lineage = wanted.isPresent() ? lineage(project, release, standing, lineages)
                : lineages.of(project, release, standing);
        Kind kind = back || lineage.rollbackOf().isPresent() ? Kind.ROLLBACK : Kind.ACTIVATE;
        Run run = tools.deployments().begin(request.id(), project, kind, Phase.ACTIVATING,
                tools.deployments().origin(request.caller(), request.message(), request.restart(), request.retryKey()),
                release);
        run.lineage(lineage);
        return run;
    }

    /** Where the records cannot be asked, a release that is named is made live all the same. */
    private Lineage lineage(ProjectName project, DeploymentId release, Optional<DeploymentId> standing, Lineages lineages) {
        try {
            return lineages.of(project, release, standing);
        } catch (DeployException e) {
            if (e.problem() != Problem.RECORDS_FAILED && e.problem() != Problem.NO_SPACE) {
                throw e;
            }
            LOG.log(System.Logger.Level.WARNING, "The way back from release {0} of {1} is guessed: {2}", release, project,
                    e.detail());
            Optional<DeploymentId> live = tools.releases().live(project).filter(id -> !id.equals(release));
            return new Lineage(release, live, live);
        }
    }

    private void switchTo(Run run) {
        Deployment deployment = run.deployment();
        try {
            run.beyondCancel();
            record(run);
            tools.activation().switchTo(deployment.project(), deployment.lineage().release());
        } catch (DeployException e) {
            run.fail(Status.FAILED, e.detail(), e.problem().code());
            throw e;
        } catch (RuntimeException | Error e) {
            run.fail(Status.FAILED, "The server failed", Problem.INTERNAL.code());
            throw e;
        }
    }

    /** The way back must not depend on the records: what they do not take now they take later, or at the next start. */
    private void record(Run run) {
        try {
            tools.deployments().record(run);
        } catch (DeployException e) {
            if (e.problem() == Problem.DEPLOYMENT_ID_USED) {
                throw e;
            }
            LOG.log(System.Logger.Level.WARNING, "Deployment {0} is not recorded yet: {1}", run.id(), e.detail());
        }
    }

    private DeploymentId release(ProjectName project, DeploymentId wanted, Lineages lineages) {
        if (tools.deployments().running(wanted).map(run -> !run.deployment().status().terminal()).orElse(false)) {
            throw new DeployException(Problem.NOT_POSSIBLE_NOW, "Deployment " + wanted + " has not ended yet");
        }
        if (lineages.isThere(project, wanted)) {
            return wanted;
        }
        Optional<Deployment> known = tools.deployments().records().get(wanted).map(Records.Stored::deployment);
        if (known.isPresent() && !known.get().project().equals(project)) {
            throw new DeployException(Problem.NOT_POSSIBLE_NOW,
                    "Deployment " + wanted + " belongs to '" + known.get().project() + "'");
        }
        return known.map(deployment -> deployment.lineage().release())
                .filter(release -> lineages.isThere(project, release))
                .orElseThrow(() -> new DeployException(Problem.NOT_FOUND, known.isEmpty() ? "no staged build with that id"
                        : "The release of deployment " + wanted + " is not kept any more; GET /components/" + project
                                + " tells which are"));
    }

    private static DeployException nothingBefore(ProjectName project, Lineages lineages) {
        return lineages.live(project).isEmpty()
                ? new DeployException(Problem.NOT_FOUND, "No project " + project + " is live")
                : new DeployException(Problem.NOT_POSSIBLE_NOW, "Project " + project
                        + " has no release before the live one that is still kept");
    }
}
