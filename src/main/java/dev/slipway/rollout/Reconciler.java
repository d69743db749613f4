package dev.slipway.rollout;

import dev.slipway.cluster.PayloadPull;
import dev.slipway.deploy.Replica;
import dev.slipway.hooks.Halt;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.rollout.Desired.State;
import dev.slipway.rollout.ReconcilerThreads.Stage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Brings this node to what is to be live, and says how far it is. A node that was away, is new, was wiped, or only has to switch:
 * all the same. Each project has one thread at a time, of those that are for what it does then; {@link #look} is for one thread.
 */
final class Reconciler {
    private static final System.Logger LOG = System.getLogger(Reconciler.class.getName());
    private static final long LONGEST_PAUSE = Duration.ofMinutes(5).toMillis();
    private static final long PAUSE_OF_STALLED = Duration.ofSeconds(15).toMillis();

    private final Board board;
    private final Membership membership;
    private final Replica replica;
    private final Making making;
    private final Function<Stage, Executor> threads;
    private final ConcurrentMap<ProjectName, ReconcilerTask> tasks = new ConcurrentHashMap<>();
    private final Runnable news;
    private volatile boolean stopped;

    /**
     * @param threads for each stage; those of one stage may wait for long
     * @param news called when this node has said something new; returns at once
     */
    Reconciler(Board board, Membership membership, Replica replica, PayloadPull pulls, Function<Stage, Executor> threads,
            Runnable news) {
        this.news = news;
        this.board = board;
        this.membership = membership;
        this.replica = replica;
        this.making = new Making(board, membership, replica, pulls);
        this.threads = threads;
    }

    /**
     * Looks what there is to do. Returns at once.
     *
     * @param holds releases that every node is to have
     * @param heard what this node has said, as others can read it
     */
    void look(Map<ProjectName, Desired> desired, List<Hold> holds, Predicate<ProjectName> heard) {
        Set<ProjectName> projects = new HashSet<>(desired.keySet());
        Map<ProjectName, List<Hold>> wanted = new HashMap<>();
        for (Hold hold : holds) {
            projects.add(hold.recipe().project());
            wanted.computeIfAbsent(hold.recipe().project(), project -> new ArrayList<>()).add(hold);
        }
        tasks.forEach((project, task) -> projects.add(project));
        for (ProjectName project : projects) {
            begin(project, tasks.computeIfAbsent(project, name -> new ReconcilerTask(membership.self().id())), Optional.ofNullable(desired.get(project)),
                    wanted.getOrDefault(project, List.of()), heard.test(project));
        }
    }

    private void begin(ProjectName project, ReconcilerTask task, Optional<Desired> desired, List<Hold> holds, boolean heard) {
        long turn;
        synchronized (task) {
            task.desired = desired;
            task.holds = holds;
            task.unheard = !heard && task.said.isPresent();
            if (task.running && !task.waitsInVain()) {
                task.again = true;
                task.callOff();
                return;
            }
            task.running = true;
            turn = task.queue(Stage.LOOK);
        }
        submit(project, task, Stage.LOOK, turn);
    }

    private void submit(ProjectName project, ReconcilerTask task, Stage stage, long turn) {
        try {
            threads.apply(stage).execute(() -> {
                if (task.starts(turn)) {
                    run(project, task, stage);
                }
            });
        } catch (RejectedExecutionException e) {
            synchronized (task) {
                task.running = false;
            }
        }
    }

    private void run(ProjectName project, ReconcilerTask task, Stage stage) {
        task.stage = stage;
        task.next = Optional.empty();
        try {
            step(project, task);
        } catch (DeployException e) {
            LOG.log(System.Logger.Level.DEBUG, "Project {0} is left as it is for now: {1}", project, e.detail());
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "Project " + project + " cannot be brought up to date", e);
        }
        Optional<Stage> next;
        synchronized (task) {
            next = stopped ? Optional.empty() : task.again ? Optional.of(Stage.LOOK) : task.next;
            task.again = false;
            task.running = next.isPresent();
        }
        next.ifPresent(one -> submit(project, task, one, task.queue(one)));
    }

    private void step(ProjectName project, ReconcilerTask task) {
        Optional<Desired> desired;
        List<Hold> holds;
        boolean unheard;
        synchronized (task) {
            desired = task.take();
            holds = task.holds;
            unheard = task.unheard;
            task.unheard = false;
        }
        if (task.said.isEmpty()) {
            task.said = Optional.of(board.observed(project, membership.self().id()).orElse(Observed.nothing(project)));
        }
        Observed now = task.said.get().on(replica.kept(project), replica.live(project));
        if (desired.isPresent() && desired.get().generation() < now.generation()) {
            return; // an older look
        }
        Set<String> attempts = new HashSet<>();
        desired.ifPresent(one -> attempts.addAll(List.of(one.attempt(), behind(one))));
        holds.forEach(hold -> attempts.add(hold.attempt()));
        now = now.amid(attempts);
        if (desired.isPresent()) {
            now = toward(desired.get(), now, task);
            say(now, task, false);
        }
        if (task.next.isPresent()) {
            return;
        }
        for (Hold hold : holds) {
            now = ready(now, task, new Need(hold.recipe().release(), hold.attempt(), true, () -> Optional.of(hold.recipe()),
                    () -> task.isWanted(hold)));
        }
        say(now, task, unheard);
    }

    private void say(Observed now, ReconcilerTask task, boolean unheard) {
        if (unheard || now.differs(task.said.orElseThrow())) {
            Observed dated = now.said(membership.time());
            board.say(membership.self().id(), dated);
            task.said = Optional.of(dated);
            news.run();
        }
    }

    private Observed toward(Desired desired, Observed before, ReconcilerTask task) {
        Observed now = before;
        if (task.triedGeneration != desired.generation()) {
            task.triedGeneration = desired.generation();
            task.began = membership.time();
            task.notBefore = 0;
            task.pause = ReconcilerTask.FIRST_PAUSE;
        }
        Optional<DeploymentId> release = desired.release();
        boolean done = now.generation() == desired.generation() && now.live().equals(release);
        if (desired.manner().again() && !done && isApart(desired)) {
            return restartedApart(desired, now, task);
        }
        if (isBehind(desired, now)) {
            return followed(desired, now, task);
        }
        if (release.isPresent()) {
            now = ready(now, task, new Need(release.get(), desired.attempt(), task.isAwaited(), () -> board.recipe(desired.project(), release.get()),
                    () -> task.isWanted(release.get())));
            if (!now.holds(release.get())) {
                return now;
            }
        }
        boolean acted = now.generation() == desired.generation() && now.trouble().isEmpty();
        if (desired.state() == State.PREPARING || !mayAct(desired, now)
                || acted && (now.live().equals(release) || isOlder(desired, now.live()))) {
            return now;
        }
        boolean tried = now.generation() == desired.generation();
        if (tried && (desired.manner().again() || now.trouble().isPresent() && !mayTry(task)) || isApart(desired)) {
            return now;
        }
        return switched(desired, now, task);
    }

    /** Asked for at the last moment: what is told to this node alone is written before it is done. */
    private boolean isApart(Desired desired) {
        return board.apart(desired.project(), membership.self().id()).filter(since -> since >= desired.since()).isPresent();
    }

    /** What was told to this node alone is restarted as well, and stays. */
    private Observed restartedApart(Desired desired, Observed now, ReconcilerTask task) {
        boolean allowed = desired.state() != State.PREPARING && desired.allowed().permits(membership.self().id());
        if (!allowed || now.generation() == desired.generation()) {
            return now;
        }
        return now.live().isPresent() ? switched(desired, now, task)
                : now.begun(task.began).acted(desired.generation(), now.live(), Optional.empty());
    }

    /** A node that is new or was wiped, after a roll-out that was stopped before it came to all. */
    private boolean isBehind(Desired desired, Observed now) {
        return desired.state() == State.DONE && !desired.manner().again() && desired.previous().isPresent()
                && !desired.allowed().permits(membership.self().id()) && now.live().isEmpty()
                && now.generation() < desired.generation() && !isApart(desired);
    }

    /** It gets what those have to which the roll-out did not come. */
    private Observed followed(Desired stopped, Observed before, ReconcilerTask task) {
        DeploymentId release = stopped.previous().orElseThrow();
        Observed now = ready(before, task, new Need(release, behind(stopped), false, () -> board.recipe(stopped.project(), release),
                () -> task.isStill(stopped)));
        if (!now.holds(release) || !mayTry(task) || task.isFor(Stage.SWITCH)) {
            return now;
        }
        say(now, task, false);
        try (ReconcilerTask.Work launching = task.begin(() -> !task.isSuperseded(stopped), overtaken())) {
            followed(stopped, task, launching.halt());
        }
        return now.on(replica.kept(stopped.project()), replica.live(stopped.project()));
    }

    private void followed(Desired stopped, ReconcilerTask task, Halt halt) {
        DeploymentId release = stopped.previous().orElseThrow();
        try {
            replica.launch(stopped.project(), release, stopped.deployment(), stopped.manner().restart(), halt);
        } catch (DeployException e) {
            pause(task);
            LOG.log(System.Logger.Level.WARNING, "Release {0} of {1} could not be made live: {2}", release, stopped.project(), e.detail());
        }
    }

    private static DeployException overtaken() {
        return new DeployException(Problem.OVERTAKEN, "Another release is to be live in the cluster");
    }

    private static String behind(Desired stopped) {
        return "before " + stopped.attempt();
    }

    /** Also a node that has lost its release, when others have stopped a restart. */
    private boolean mayAct(Desired desired, Observed now) {
        return desired.allowed().permits(membership.self().id())
                || desired.manner().again() && desired.state() == State.DONE
                && (!now.live().equals(desired.release()) || replica.onTrial(desired.project()).isPresent());
    }

    private boolean mayTry(ReconcilerTask task) {
        return membership.time() >= task.notBefore;
    }

    private void pause(ReconcilerTask task) {
        task.notBefore = membership.time() + task.pause;
        task.pause = Math.min(2 * task.pause, LONGEST_PAUSE);
    }

    private Observed switched(Desired desired, Observed now, ReconcilerTask task) {
        if (task.isFor(Stage.SWITCH)) {
            return now;
        }
        say(now, task, false);
        try (ReconcilerTask.Work switching = task.begin(() -> !task.isSuperseded(desired), overtaken())) {
            return switched(desired, now, task, switching.halt());
        }
    }

    private Observed switched(Desired desired, Observed now, ReconcilerTask task, Halt halt) {
        ProjectName project = desired.project();
        try {
            if (desired.manner().again() && (replica.live(project).equals(desired.release()) || isApart(desired))) {
                restart(desired, halt);
            } else if (desired.release().isPresent()) {
                replica.launch(project, desired.release().get(), desired.deployment(), desired.manner().restart(), halt);
            } else if (desired.manner().drop()) {
                replica.drop(project);
            } else if (!isOlder(desired, replica.live(project))) {
                replica.withdraw(project);
            }
            LOG.log(System.Logger.Level.INFO, "Deployment {0} of {1} is carried out on this node", desired.deployment(), project);
            return now.on(replica.kept(project), replica.live(project)).begun(task.began)
                    .acted(desired.generation(), replica.live(project), Optional.empty());
        } catch (IOException e) {
            return troubled(desired, now, task, new DeployException(Problem.STORAGE_FAILED, "What was dropped cannot be deleted", e));
        } catch (DeployException e) {
            if (e.problem() == Problem.SHUTTING_DOWN) {
                throw e; // nothing is said: the next process ends it
            }
            return troubled(desired, now, task, e);
        }
    }

    /** What is live though the first roll-out of a project is taken back was live here before the cluster: it stays. */
    private static boolean isOlder(Desired desired, Optional<DeploymentId> live) {
        return desired.undoes().isPresent() && desired.release().isEmpty() && desired.previous().isPresent()
                && live.isPresent() && !live.equals(desired.previous());
    }

    /** A node that comes later has been started later; what is not known yet to be well there has to pass its checks all the same. */
    private void restart(Desired desired, Halt halt) {
        Optional<DeploymentId> unchecked = replica.onTrial(desired.project());
        if (unchecked.isPresent()) {
            replica.launch(desired.project(), unchecked.get(), desired.deployment(), true, halt);
        } else if (desired.state() != State.DONE) {
            replica.restart(desired.project(), desired.deployment(), halt);
        }
    }

    private Observed troubled(Desired desired, Observed now, ReconcilerTask task, DeployException e) {
        ProjectName project = desired.project();
        pause(task);
        LOG.log(System.Logger.Level.WARNING, "Deployment {0} of {1} could not be carried out on this node: {2}",
                desired.deployment(), project, e.detail());
        return now.on(replica.kept(project), replica.live(project)).begun(task.began).acted(desired.generation(), replica.live(project),
                Optional.of(new Trouble(e.problem().code(), e.detail())));
    }

    /**
     * A release that is to be here.
     *
     * @param attempt for which
     * @param awaited whether somebody waits for it
     * @param recipe how it is made; asked for if it is not here
     * @param wanted whether it is to be here still; asked while it is being made
     */
    private record Need(DeploymentId release, String attempt, boolean awaited, Supplier<Optional<Recipe>> recipe, BooleanSupplier wanted) {}

    private Observed ready(Observed now, ReconcilerTask task, Need need) {
        DeploymentId release = need.release();
        String attempt = need.attempt();
        boolean stalled = task.stalled.contains(release) && membership.holders().equals(task.known);
        boolean failed = now.refused().containsKey(attempt) || stalled;
        if (now.holds(release) || failed && !mayTry(task)) {
            return now;
        }
        if (task.isFor(need.awaited() ? Stage.MAKE : Stage.CATCH_UP)) {
            return now;
        }
        try (ReconcilerTask.Work work = task.begin(() -> !stopped && need.wanted().getAsBoolean(),
                new DeployException(Problem.CANCELLED, "The release is not to be here any more, or not now"))) {
            Recipe recipe = need.recipe().get().orElseThrow(() -> new DeployException(Problem.NOT_FOUND,
                    "No node knows how to make release " + release + ": it was deployed before the cluster"));
            task.stalled.remove(release);
            making.make(recipe, work.halt());
            return now.holding(release).obeying(attempt);
        } catch (DeployException e) {
            if (EnumSet.of(Problem.CANCELLED, Problem.RECORDS_FAILED, Problem.SHUTTING_DOWN).contains(e.problem())) {
                throw e;
            }
            if (e.problem() == Problem.STALLED) { // no refusal: it may still come
                task.stalled.add(release);
                task.known = membership.holders();
                task.notBefore = membership.time() + PAUSE_OF_STALLED;
                LOG.log(System.Logger.Level.WARNING, "Release {0} of {1} waits: {2}", release, now.project(), e.detail());
                return now;
            }
            pause(task);
            LOG.log(System.Logger.Level.WARNING, "Release {0} of {1} cannot be made ready: {2}", release, now.project(), e.detail());
            return now.refusing(attempt, new Trouble(e.problem().code(), e.detail()));
        } catch (IOException e) {
            pause(task);
            LOG.log(System.Logger.Level.WARNING, "An archive cannot be read", e);
            return now.refusing(attempt, new Trouble(Problem.STORAGE_FAILED.code(), "The archive cannot be read"));
        }
    }

    /** Ends what is running as soon as may be. */
    void stop() {
        stopped = true;
        tasks.values().forEach(ReconcilerTask::callOff);
    }
}
