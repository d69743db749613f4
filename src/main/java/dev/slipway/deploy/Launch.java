package dev.slipway.deploy;

import dev.slipway.hooks.Halt;
import dev.slipway.hooks.Hook;
import dev.slipway.hooks.HookContext;
import dev.slipway.hooks.HookFailedException;
import dev.slipway.hooks.Hooks;
import dev.slipway.hooks.ProjectHooks;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Phase;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Status;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.release.Activation;
import dev.slipway.release.ReleaseStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes complete releases live on this server, with the hooks that are configured: the verify command before, the switch, then
 * the activate command, the restart command and the health check while the release is on trial. One that fails its trial is
 * replaced by the release that stood before it, in one switch.
 *
 * <p>The project's lock is held for the switches only. Whoever makes another release live meanwhile, a rollback for
 * example, wins at once: the trial is cut off, and what it was about has been taken back. One for the server; blocks,
 * workers only.
 */
public final class Launch {
    private static final System.Logger LOG = System.getLogger(Launch.class.getName());
    static final String NOTHING_RESTARTED = "Nothing was restarted";
    static final String UNCHECKED = "The server stopped before its hooks and its health check had ended: the release is live without";

    private final Deployments deployments;
    private final ReleaseStore releases;
    private final Activation activation;
    private final ActivationLocks locks;
    private final Hooks hooks;
    private final Map<ProjectName, Trial> trials = new ConcurrentHashMap<>(); // changed under the project's lock

    /** With these hooks. */
    public Launch(Deployments deployments, ReleaseStore releases, Activation activation, ActivationLocks locks, Hooks hooks) {
        this.deployments = deployments;
        this.releases = releases;
        this.activation = activation;
        this.locks = locks;
        this.hooks = hooks;
    }

    /** What a launch is about. Both are called once at most, with the project's lock held. */
    public interface Plan {
        /**
         * Makes the release live, by one switch.
         *
         * @param standing the release that is live, or the one before it while that is on trial; empty when none is
         * @return the deployment, with its lineage; its restart says whether the restart command is run
         * @throws DeployException when it could not: what was live still is
         */
        Run switchOver(Optional<DeploymentId> standing);

        /** The release stays: ends the deployment well. */
        void passed(Run run);

        /**
         * The server stops before it is known whether the release may stay. It is live; unless this is said otherwise that counts
         * as well.
         */
        default void cutOff(Run run) {
            passed(run);
        }

        /** The release that is live again when this one does not pass. @param live what is live now and is on no trial */
        default Optional<DeploymentId> standing(Optional<DeploymentId> live) {
            return live;
        }

        /** Whether another release becomes live, for which there is the activate command. */
        default boolean switches() {
            return true;
        }

        /** A phase begins. */
        default void entered(Phase phase) {}
    }

    /** Whether releases of the project have to pass a command before they can become live. Any thread. */
    public boolean verifies(ProjectName project) {
        return hooks.of(project).verify().isPresent();
    }

    /** Whether making a release live may take longer than a switch. Any thread. */
    public boolean takesTime(ProjectName project) {
        return hooks.of(project).afterwards(true);
    }

    /** Whether a restart of the project does anything on this server. Any thread. */
    public boolean restarts(ProjectName project) {
        return hooks.of(project).restart().isPresent();
    }

    /** Whether the live release still has to show that it may stay. Any thread; settled where the project's lock is held. */
    boolean isOnTrial(ProjectName project) {
        return trials.containsKey(project);
    }

    /** Tells who asked for a restart where this server has no command for it. */
    void warnOfRestart(Run run) {
        if (restarting(run) && !restarts(run.deployment().project())) {
            run.warn(NOTHING_RESTARTED + ": this server has no restart command for the project; the new release is live all"
                    + " the same");
        }
    }

    /**
     * Runs the verify command in a complete release, which is in its final place and not live.
     *
     * @throws DeployException {@link Problem#VERIFY_FAILED}, or {@link Problem#CANCELLED} when the deployment was cancelled
     *     meanwhile, or {@link Problem#SHUTTING_DOWN}: the release is still there
     */
    public void verify(Run run) {
        Halt halt = new Halt();
        run.cancelledBy(halt::halt);
        verify(run, halt);
    }

    /** The same for a deployment that somebody else can halt. @throws DeployException as there, or the reason of the halt */
    void verify(Run run, Halt halt) {
        ProjectName project = run.deployment().project();
        try {
            DeploymentId release = run.deployment().lineage().release();
            hooks.of(project).run(Hook.VERIFY, context(run, project, release, releases.live(project)), halt, run::hookLine);
        } catch (HookFailedException e) {
            throw new DeployException(Problem.VERIFY_FAILED,
                    "The release is refused: " + DeployException.shown(e.told()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DeployException(Problem.SHUTTING_DOWN, "The server is stopping", e);
        }
    }

    /**
     * Makes a release live and sees it through its trial.
     *
     * @throws DeployException what {@link Plan#switchOver} throws, and then what was live still is; else the deployment has ended
     *     and its record tells what is live: {@link Problem#HOOK_FAILED}, {@link Problem#HEALTH_FAILED} when it did not pass and
     *     was taken back, {@link Problem#OVERTAKEN} when another one was made live meanwhile, or why it could not be taken back
     */
    public void live(ProjectName project, Plan plan) {
        live(project, plan, new Halt());
    }

    /**
     * The same for a launch that can be cut off by whoever began it, and by nobody's mistake: another launch has another halt.
     *
     * @param halt with {@link Problem#OVERTAKEN}, as something else is going to be live; halted before the switch, it is the reason
     *     that is thrown, and what was live still is
     * @throws DeployException as there
     */
    void live(ProjectName project, Plan plan, Halt halt) {
        ProjectHooks mine = hooks.of(project);
        Optional<Trial> before;
        Trial trial;
        try (ActivationLocks.Held held = locks.hold(project)) {
            halt.require();
            before = Optional.ofNullable(trials.get(project));
            Optional<DeploymentId> standing = before.isPresent() ? before.get().standing() : plan.standing(releases.live(project));
            Run run = plan.switchOver(standing);
            overtake(project, "Release " + run.deployment().lineage().release() + " was made live by deployment " + run.id()
                    + " while this one was being checked");
            boolean restarting = restarting(run);
            warnOfRestart(run);
            if (!mine.afterwards(restarting)) {
                plan.passed(run);
                return;
            }
            trial = new Trial(run, standing, halt);
            trials.put(project, trial);
            run.onTrial();
        }
        try {
            record(trial.run());
            before.ifPresent(Trial::awaitEnd);
            conduct(project, mine, trial, plan);
        } finally {
            trials.remove(project, trial);
            trial.over().countDown();
        }
    }

    /**
     * Cuts off the trial of the project's live release, because something else becomes of it. The caller holds the project's lock.
     *
     * @param why what its client is told
     */
    public void overtake(ProjectName project, String why) {
        Trial trial = trials.remove(project);
        if (trial != null) {
            trial.halt().halt(new DeployException(Problem.OVERTAKEN, why));
        }
    }

    /** Ends all trials because the server stops: what is live stays so. Returns at once. */
    public void stop() {
        trials.values().forEach(
                trial -> trial.halt().halt(new DeployException(Problem.SHUTTING_DOWN, "The server is stopping")));
    }

    private void conduct(ProjectName project, ProjectHooks mine, Trial trial, Plan plan) {
        Hook hook = Hook.ACTIVATE;
        try {
            HookContext context = context(trial.run(), project, trial.release(), trial.standing());
            if (plan.switches()) {
                run(hook, mine, trial, context);
            }
            if (restarting(trial.run()) && mine.restart().isPresent()) {
                hook = Hook.RESTART;
                enter(Phase.RESTARTING, trial.run(), plan);
                run(hook, mine, trial, context);
            }
            if (mine.health().isPresent()) {
                hook = Hook.HEALTH;
                enter(Phase.CHECKING, trial.run(), plan);
                run(hook, mine, trial, context);
            }
        } catch (HookFailedException e) {
            throw comeBack(project, mine, trial, new DeployException(
                    hook == Hook.HEALTH ? Problem.HEALTH_FAILED : Problem.HOOK_FAILED,
                    hook == Hook.HEALTH ? "The health check failed: " + DeployException.shown(e.told())
                            : "The release did not pass: " + DeployException.shown(e.told()), e));
        } catch (InterruptedException e) {
            try {
                stay(project, trial, plan, true);
            } finally {
                Thread.currentThread().interrupt();
            }
            return;
        } catch (DeployException e) {
            stay(project, trial, plan, true);
            return;
        } catch (RuntimeException | Error e) {
            throw comeBack(project, mine, trial, new DeployException(Problem.INTERNAL, "The server failed", e));
        }
        stay(project, trial, plan, false);
    }

    private static void run(Hook hook, ProjectHooks mine, Trial trial, HookContext context)
            throws HookFailedException, InterruptedException {
        mine.run(hook, context, trial.halt(), trial.run()::hookLine);
    }

    private static void enter(Phase phase, Run run, Plan plan) {
        plan.entered(phase);
        run.enter(phase);
    }

    private void stay(ProjectName project, Trial trial, Plan plan, boolean cutOff) {
        try (ActivationLocks.Held held = locks.hold(project)) {
            requireStanding(trial);
            trials.remove(project, trial);
            if (cutOff) {
                trial.run().warn(UNCHECKED);
                plan.cutOff(trial.run());
            } else {
                plan.passed(trial.run());
            }
        }
    }

    /** @throws DeployException when another release has become live meanwhile; its deployment has ended then */
    private void requireStanding(Trial trial) {
        Optional<DeployException> reason = trial.halt().reason().filter(why -> why.problem() == Problem.OVERTAKEN);
        if (reason.isPresent()) {
            trial.run().takenBack();
            throw ended(trial.run(), Status.ROLLED_BACK, reason.get());
        }
    }

    /** Makes live what stood before. @return why the deployment has ended */
    private DeployException comeBack(ProjectName project, ProjectHooks mine, Trial trial, DeployException failure) {
        String now;
        try (ActivationLocks.Held held = locks.hold(project)) {
            requireStanding(trial);
            if (!trial.canGoBack()) {
                return ended(trial.run(), Status.FAILED, more(failure, "It stays live: there is no release to go back to"));
            }
            now = switchBack(project, trial.standing());
            trial.run().takenBack();
        } catch (DeployException e) {
            return trial.run().deployment().status().terminal() ? e
                    : ended(trial.run(), Status.FAILED, new DeployException(e.problem(), failure.detail()
                            + ". It could not be taken back and is live: " + e.detail(), e));
        }
        trial.run().warn(failure.detail() + ". " + now);
        String after = trial.standing().map(back -> hooksAgain(project, mine, trial, back)).orElse("");
        return ended(trial.run(), Status.ROLLED_BACK, more(failure, now + after));
    }

    private String switchBack(ProjectName project, Optional<DeploymentId> standing) {
        if (standing.isEmpty()) {
            activation.withdraw(project);
            return "Nothing is live now, as before";
        }
        activation.switchTo(project, standing.get());
        return "Release " + standing.get() + " is live again";
    }

    /** So that what serves the project serves the release that is live again. @return what is to be told of it */
    private String hooksAgain(ProjectName project, ProjectHooks mine, Trial trial, DeploymentId back) {
        HookContext context = context(trial.run(), project, back, Optional.of(trial.release()));
        try {
            run(Hook.ACTIVATE, mine, trial, context);
            if (restarting(trial.run())) {
                run(Hook.RESTART, mine, trial, context);
            }
            return "";
        } catch (HookFailedException e) {
            return ", but " + DeployException.shown(e.told());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ", but the server stopped before its commands had ended";
        } catch (DeployException e) {
            return ", until another one was made live";
        }
    }

    private DeployException ended(Run run, Status status, DeployException why) {
        if (run.fail(status, why.detail(), why.problem().code())) {
            LOG.log(System.Logger.Level.WARNING, "Deployment {0} of {1}: {2}", run.id(), run.deployment().project(), why.detail());
            record(run);
        }
        return why;
    }

    private static DeployException more(DeployException failure, String sentence) {
        return new DeployException(failure.problem(), failure.detail() + ". " + sentence, failure);
    }

    private static boolean restarting(Run run) {
        return !run.deployment().origin().restart().equals("false");
    }

    private HookContext context(Run run, ProjectName project, DeploymentId release, Optional<DeploymentId> previous) {
        return new HookContext(project, run.id(), release, releases.releasePath(project, release),
                previous.filter(id -> !id.equals(release)).map(id -> releases.releasePath(project, id)),
                releases.livePath(project), deployments.node().name());
    }

    /** What cannot be recorded now is recorded later. */
    private void record(Run run) {
        try {
            deployments.record(run);
        } catch (DeployException e) {
            LOG.log(System.Logger.Level.WARNING, "Deployment {0} is not recorded yet: {1}", run.id(), e.detail());
        }
    }
}
