package dev.slipway.deploy;

import dev.slipway.archive.Extracted;
import dev.slipway.config.PayloadLimit;
import dev.slipway.hooks.Halt;
import dev.slipway.model.Deployment;
import dev.slipway.model.Deployment.Archive;
import dev.slipway.model.Deployment.Course;
import dev.slipway.model.Deployment.Kind;
import dev.slipway.model.Deployment.Lineage;
import dev.slipway.model.Deployment.Origin;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.Phase;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Status;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.release.Collected;
import dev.slipway.release.Dropped;
import dev.slipway.release.LaunchJournal;
import dev.slipway.release.LaunchJournal.OnTrial;
import dev.slipway.release.Staging;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What this server has of releases that were deployed on another one: made from the same archive, by the same rules, with the
 * same checks. One for the server; blocks, worker threads only.
 */
public final class Replica {
    private static final System.Logger LOG = System.getLogger(Replica.class.getName());

    private final Deployer.Tools tools;
    private final LaunchJournal journal;

    /** With the tools of the deployer. @param journal of the same home */
    public Replica(Deployer.Tools tools, LaunchJournal journal) {
        this.tools = tools;
        this.journal = journal;
    }

    /** Lets go releases whose verify command was cut off by the end of an earlier process. Once, before anything else. */
    public void settle() {
        journal.unverified().forEach((project, release) -> {
            LOG.log(System.Logger.Level.WARNING, "Release {0} of {1} was not verified when the server ended: it is made anew",
                    release, project);
            letGo(project, release);
        });
    }

    private void letGo(ProjectName project, DeploymentId release) {
        try (ActivationLocks.Held held = tools.locks().hold(project)) {
            if (tools.releases().isKept(project, release)) {
                tools.releases().collect(project, release).ifPresent(Collected::delete);
            }
            journal.verified(project);
        }
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
     * @param halt ends it when it is not wanted any more, also its verify command
     * @throws DeployException when it is refused, or the disk fails, or the reason of the halt
     * @throws IOException when the archive cannot be read
     */
    public void make(ProjectName project, DeploymentId release, Path archive, Digest digest, int stripped, Halt halt)
            throws IOException {
        if (tools.releases().isKept(project, release)) {
            return;
        }
        try (ActivationLocks.Held held = tools.locks().hold(project)) {
            tools.activation().settle(project);
        }
        try (Staging staging = tools.releases().stage(project, release);
                HaltedArchive in = new HaltedArchive(Files.newInputStream(archive), halt)) {
            MeteredPayload metered = new MeteredPayload(in, OutputStream.nullOutputStream(),
                    new PayloadLimit(tools.maxPayloadBytes()));
            Extracted extracted = tools.extractor().extract(metered, staging.tree(), staging.scratch().resolve("links"), stripped, in);
            if (!metered.digest().equals(digest)) {
                throw new DeployException(Problem.DIGEST_MISMATCH,
                        "The archive on this server has sha-256 " + metered.digest() + ", not " + digest);
            }
            tools.sharing().ifPresent(sharing -> sharing.share(staging, halt::require));
            tools.activation().prepare(staging, extracted.files());
            halt.require();
            if (tools.launch().verifies(project)) {
                journal.verifies(project, release);
            }
            try (ActivationLocks.Held held = tools.locks().hold(project)) {
                tools.activation().certify(staging);
            }
        }
        verify(project, release, halt);
        tools.deployments().taken(project);
    }

    private void verify(ProjectName project, DeploymentId release, Halt halt) {
        if (!tools.launch().verifies(project)) {
            return;
        }
        try {
            tools.launch().verify(run(project, release, release, false), halt);
            journal.verified(project);
        } catch (RuntimeException | Error e) {
            letGo(project, release);
            throw e;
        }
    }

    /**
     * The live release, where its hooks and its health check were cut off and it is not known whether it may stay, or where it may not
     * and could not be taken back.
     */
    public Optional<DeploymentId> onTrial(ProjectName project) {
        return openTrial(project).map(OnTrial::release);
    }

    private Optional<OnTrial> openTrial(ProjectName project) {
        return journal.trial(project).filter(trial -> live(project).equals(Optional.of(trial.release())));
    }

    /**
     * Makes a release live that is here, with the hooks of this server; nothing happens when it is live. One that an earlier process
     * made live, and whose hooks and health check it did not see to their end, has to pass all of them now.
     *
     * @param deployment on whose behalf
     * @param restart whether the restart command is run
     * @param halt cuts it off, with {@link Problem#OVERTAKEN}, because something else is to be live: before the switch, nothing has
     *     happened then; after it, its hooks are ended
     * @throws DeployException when it could not be made live, or did not pass; its detail tells what is live. Where that is this
     *     release all the same, it is on trial still: it could not be taken back, or was cut off ({@link Problem#OVERTAKEN}), or the
     *     server stops before it is known whether it may stay ({@link Problem#SHUTTING_DOWN})
     */
    public void launch(ProjectName project, DeploymentId release, DeploymentId deployment, boolean restart, Halt halt) {
        Optional<OnTrial> open = openTrial(project);
        if (live(project).equals(Optional.of(release)) && open.isEmpty()) {
            return;
        }
        Run run = run(project, release, deployment, restart);
        try {
            tools.launch().live(project, new Launching(run, release, open), halt);
        } catch (DeployException e) {
            notPassed(project, open);
            throw e;
        } finally {
            logWarnings(run);
        }
        journal.tried(project);
        tools.deployments().taken(project);
    }

    /** What is live has passed, unless it is the release that did not, or one that was on trial before. */
    private void notPassed(ProjectName project, Optional<OnTrial> before) {
        if (openTrial(project).isPresent()) {
            return;
        }
        before.filter(trial -> live(project).equals(Optional.of(trial.release()))).ifPresentOrElse(
                trial -> journal.tries(project, trial), () -> journal.tried(project));
    }

    /** Followers of the deployment hear what the node says that received it; this is for the log of this one. */
    private static void logWarnings(Run run) {
        run.deployment().events().stream().filter(event -> event.name().equals("warning")).forEach(event ->
                LOG.log(System.Logger.Level.WARNING, "Deployment {0} of {1} on this node: {2}", run.id(),
                        run.deployment().project(), event.data().get("message")));
    }

    /** One release that becomes live. @param open the trial of the live release that was cut off */
    private final class Launching implements Launch.Plan {
        private final Run run;
        private final DeploymentId release;
        private final Optional<OnTrial> open;

        Launching(Run run, DeploymentId release, Optional<OnTrial> open) {
            this.run = run;
            this.release = release;
            this.open = open;
        }

        @Override
        public Optional<DeploymentId> standing(Optional<DeploymentId> live) {
            if (open.isEmpty() || !live.equals(Optional.of(open.get().release()))) {
                return live;
            }
            Optional<DeploymentId> before = open.get().standing();
            boolean there = before.isEmpty() || tools.releases().isKept(run.deployment().project(), before.get());
            return there ? before : live;
        }

        @Override
        public Run switchOver(Optional<DeploymentId> standing) {
            ProjectName project = run.deployment().project();
            tools.activation().settle(project);
            if (tools.launch().takesTime(project)) {
                journal.tries(project, new OnTrial(release, standing));
            }
            tools.activation().switchTo(project, release);
            return run;
        }

        @Override
        public void passed(Run passed) {
            passed.succeed(Status.SUCCESS, Map.of());
        }

        @Override
        public void cutOff(Run run) {
            throw stopping();
        }
    }

    private static DeployException stopping() {
        return new DeployException(Problem.SHUTTING_DOWN,
                "The server is stopping before the hooks and the health check of the release have ended");
    }

    /**
     * Runs the restart command of a project, and its health check, on this server. What is live stays live whatever they say.
     *
     * @param deployment on whose behalf
     * @param halt cuts it off, with {@link Problem#OVERTAKEN}
     * @throws DeployException {@link Problem#NOT_POSSIBLE_NOW} where nothing is live, no command is configured, or what is live
     *     is being checked; or why it failed
     */
    public void restart(ProjectName project, DeploymentId deployment, Halt halt) {
        DeploymentId release = live(project).orElseThrow(() -> new DeployException(Problem.NOT_POSSIBLE_NOW,
                "Nothing of project " + project + " is live on this server"));
        if (!tools.launch().restarts(project)) {
            throw new DeployException(Problem.NOT_POSSIBLE_NOW, "This server has no restart command for project " + project
                    + ": set slipway.project." + project + ".restart-command, or slipway.restart-command for all projects");
        }
        Run run = run(project, release, deployment, true);
        tools.launch().live(project, new Launch.Plan() {
            @Override
            public Run switchOver(Optional<DeploymentId> standing) {
                if (tools.launch().isOnTrial(project)) {
                    throw new DeployException(Problem.NOT_POSSIBLE_NOW, "The live release of project " + project
                            + " is just being restarted or checked");
                }
                return run;
            }

            @Override
            public boolean switches() {
                return false;
            }

            @Override
            public void cutOff(Run run) {
                throw stopping();
            }

            @Override
            public void passed(Run passed) {
                passed.succeed(Status.SUCCESS, Map.of());
            }
        }, halt);
    }

    /** Whether this server has a restart command for a project. */
    public boolean restarts(ProjectName project) {
        return tools.launch().restarts(project);
    }

    /** Projects of which something is live on this server. */
    public List<ProjectName> projects() {
        return tools.releases().projects().stream().filter(project -> live(project).isPresent()).sorted(
                Comparator.comparing(ProjectName::value)).toList();
    }

    /**
     * Cancels a deployment, if it runs on this server.
     *
     * @param by who wants that
     * @return what became of it; empty when it does not run here
     */
    public Optional<Cancelled> cancel(DeploymentId deployment, String by) {
        return tools.deployments().running(deployment).map(run -> {
            try {
                tools.deployments().cancel(run, by);
                return new Cancelled(true, "");
            } catch (DeployException e) {
                return new Cancelled(false, e.detail());
            }
        });
    }

    /** What became of the wish to cancel. @param refusal why it is not possible */
    public record Cancelled(boolean done, String refusal) {}

    /** A life of its own, of which no record is kept here: the deployment's record is that of the server that received it. */
    private Run run(ProjectName project, DeploymentId release, DeploymentId deployment, boolean restart) {
        Deployments.Node node = tools.deployments().node();
        long time = System.currentTimeMillis();
        return Run.recordedElsewhere(new Deployment(deployment, project, Kind.ACTIVATE,
                new Origin("", "", node.name(), node.home(), Optional.empty(), Boolean.toString(restart), Optional.empty()),
                new Lineage(release, Optional.empty(), Optional.empty()), Archive.NONE,
                new Course(Status.ACTIVATING, Phase.ACTIVATING, List.of(), time, Optional.empty(), Optional.empty()),
                List.of()), (hook, line) -> LOG.log(System.Logger.Level.INFO, "Deployment {0} of {1}, {2} on this node: {3}",
                deployment, project, hook.label(), DeployException.printable(line)));
    }

    /** Lets nothing of a project be live; its releases stay. @throws DeployException when the disk fails */
    public void withdraw(ProjectName project) {
        try (ActivationLocks.Held held = tools.locks().hold(project)) {
            tools.launch().overtake(project, "Nothing of the project is to be live any more");
            tools.activation().settle(project);
            if (live(project).isPresent()) {
                tools.activation().withdraw(project);
            }
            journal.tried(project);
        }
    }

    /** Drops a project with its releases; nothing happens when there are none. @throws DeployException when the disk fails */
    public void drop(ProjectName project) throws IOException {
        if (kept(project).isEmpty() && live(project).isEmpty()) {
            return;
        }
        Dropped dropped;
        try (ActivationLocks.Held held = tools.locks().hold(project)) {
            tools.launch().overtake(project, "The project was dropped");
            tools.activation().settle(project);
            dropped = tools.activation().drop(project);
            journal.tried(project);
        }
        dropped.delete();
    }
}
