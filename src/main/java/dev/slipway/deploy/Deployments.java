package dev.slipway.deploy;

import dev.slipway.hooks.Hooks;
import dev.slipway.model.Caller;
import dev.slipway.model.Deployment;
import dev.slipway.model.Deployment.Archive;
import dev.slipway.model.Deployment.Course;
import dev.slipway.model.Deployment.Kind;
import dev.slipway.model.Deployment.Lineage;
import dev.slipway.model.Deployment.Origin;
import dev.slipway.model.Deployment.PhaseTime;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.Phase;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Status;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.records.Filter;
import dev.slipway.records.Records;
import dev.slipway.release.ReleaseStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/**
 * All deployments that are known: those that run, in memory, and all of them, in the records. One for the server. What
 * begins and cancels never blocks; what reads or writes records does.
 */
public final class Deployments implements AutoCloseable {
    /** Ended deployments whose record is not written yet; with more of them no other begins. */
    private static final int MAX_UNWRITTEN = 1000;

    /** Failed attempts whose events are not numbered anew. */
    private static final int MAX_ATTEMPTS = 1000;

    private final Records records;
    private final Node node;
    private final RecordWriter writer;
    private final ConcurrentMap<DeploymentId, RecordWriter.Entry> runs = new ConcurrentHashMap<>();
    private final RetryKeys retryKeys = new RetryKeys();
    /** Of failed attempts, which may be repeated under their id. */
    private final Map<DeploymentId, Long> lastEvents = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<DeploymentId, Long> eldest) {
            return size() > MAX_ATTEMPTS;
        }
    });
    private volatile boolean settled;
    private volatile Consumer<ProjectName> whenEnded = project -> { };

    /**
     * Which server this is.
     *
     * @param name shown to people
     * @param home id of its home directory
     * @param inCluster whether others with the same records have the same releases
     */
    public record Node(String name, String home, boolean inCluster) {
        /** One that is alone. */
        public Node(String name, String home) {
            this(name, home, false);
        }

        /** Which records tell of this server's releases: its own, or in a cluster all. */
        Filter records() {
            return inCluster ? Filter.ALL : Filter.ALL.at(home);
        }
    }

    /** Over open records. */
    public Deployments(Records records, Node node) {
        this.records = records;
        this.node = node;
        this.writer = new RecordWriter(records);
    }

    /** Has this called after each deployment whose end is written; must return at once. Set once, before the first. */
    public void whenEnded(Consumer<ProjectName> action) {
        whenEnded = action;
    }

    /** Requests that may be sent again. */
    public RetryKeys retryKeys() {
        return retryKeys;
    }

    /** This server. */
    public Node node() {
        return node;
    }

    /**
     * Settles what an earlier process left; once, at start-up. When the records cannot be written now that is done later,
     * and no deployment begins before.
     *
     * @param hooks what a release has to pass
     * @param whenSettled called then
     * @param rollingOut whether the other servers are still at a deployment of this one; they end it
     */
    public void settle(ReleaseStore releases, Hooks hooks, Runnable whenSettled,
            BiPredicate<ProjectName, DeploymentId> rollingOut) {
        Settlement settlement = new Settlement(records, releases, node, hooks, rollingOut);
        writer.untilDone(() -> {
            settlement.settleAll();
            retryKeys.load(records, node.home());
            settled = true;
            whenSettled.run();
        });
    }

    /** The same without hooks. */
    public void settle(ReleaseStore releases, Runnable whenSettled) {
        settle(releases, Hooks.NONE, whenSettled, (project, deployment) -> false);
    }

    /** What is recorded; for those who keep house. */
    public Records records() {
        return records;
    }

    /** @throws DeployException {@link Problem#READ_ONLY} when nothing new can be recorded now; does not block */
    public void requireWritable() {
        readOnly().ifPresent(reason -> {
            throw new DeployException(Problem.READ_ONLY, reason);
        });
    }

    /** Why no deployment can begin now, fit for everybody; empty when one can. Does not block. */
    public Optional<String> readOnly() {
        Optional<String> unwritable = records.unwritable();
        if (unwritable.isPresent()) {
            return unwritable.map(reason -> "The deployment records cannot be written: " + reason);
        } else if (!settled) {
            return Optional.of("The deployment records are being settled after a start");
        }
        return runs.size() > MAX_UNWRITTEN ? Optional.of("Too many deployments could not be recorded") : Optional.empty();
    }

    /**
     * Begins a deployment, in memory; does not block.
     *
     * @param release the release that it is about
     * @throws DeployException {@link Problem#DEPLOYMENT_ID_USED} when one of that id is running
     */
    Run begin(DeploymentId id, ProjectName project, Kind kind, Phase phase, Origin origin, DeploymentId release) {
        long time = System.currentTimeMillis();
        Deployment first = new Deployment(id, project, kind, origin,
                new Lineage(release, Optional.empty(), Optional.empty()), Archive.NONE,
                new Course(phase.status(), phase, List.of(new PhaseTime(phase, time, Optional.empty())), time,
                        Optional.empty(), Optional.empty()),
                List.of());
        Run run = new Run(first, lastEvents.getOrDefault(id, 0L), () -> changed(id));
        RecordWriter.Entry entry = new RecordWriter.Entry(run, () -> ended(id));
        if (runs.putIfAbsent(id, entry) != null) {
            throw new DeployException(Problem.DEPLOYMENT_ID_USED, "Deployment " + id + " is running");
        }
        return run;
    }

    /** Who asks for a deployment, as it is recorded. */
    Origin origin(Caller caller, Optional<String> message, String restart, Optional<Digest> retryKey) {
        return new Origin(caller.name(), caller.address(), node.name(), node.home(), message, restart, retryKey);
    }

    private void changed(DeploymentId id) {
        RecordWriter.Entry entry = runs.get(id);
        if (entry != null) {
            writer.soon(entry);
        }
    }

    private void ended(DeploymentId id) {
        RecordWriter.Entry entry = runs.remove(id);
        if (entry != null) {
            Deployment deployment = entry.run.deployment();
            if (deployment.error().isPresent()) {
                lastEvents.put(id, Run.lastEvent(deployment));
            }
            whenEnded.accept(entry.run.deployment().project());
        }
    }

    /** Something of a project has come to this server from another one: what need not be kept here may go. Returns at once. */
    void taken(ProjectName project) {
        whenEnded.accept(project);
    }

    /** Has this called when the deployment is recorded as it is now: at once when it has ended and is. Returns at once. */
    void whenRecorded(Run run, Runnable action) {
        RecordWriter.Entry entry = runs.get(run.id());
        if (entry == null) {
            action.run();
        } else {
            entry.afterwards(action);
            writer.soon(entry);
        }
    }

    /**
     * Records the deployment as it is, durably.
     *
     * @throws DeployException {@link Problem#RECORDS_FAILED}, {@link Problem#READ_ONLY} or
     *     {@link Problem#DEPLOYMENT_ID_USED}
     */
    void record(Run run) {
        RecordWriter.Entry entry = runs.get(run.id());
        if (entry == null || entry.run != run) {
            requireEnded(run);
            return;
        }
        try {
            writer.now(entry);
        } catch (DeployException e) {
            Optional<String> unwritable = records.unwritable();
            if (e.problem() == Problem.RECORDS_FAILED && unwritable.isPresent()) {
                throw new DeployException(
                        Problem.READ_ONLY, "The deployment records cannot be written: " + unwritable.get(), e);
            }
            throw e;
        }
    }

    /** One that is not known (any more) has ended, is another node's, or has the id of another, whose record stays as it is. */
    private static void requireEnded(Run run) {
        if (!run.isRecordedElsewhere() && !run.deployment().status().terminal()) {
            throw taken(run);
        }
    }

    private static DeployException taken(Run run) {
        return new DeployException(Problem.DEPLOYMENT_ID_USED, "There is a deployment " + run.id() + " already");
    }

    /**
     * Has the deployment recorded, as it is, unless it is already. Does not block.
     *
     * @return completed, by any thread, when there is a record; with what {@link #record} throws when there is none
     */
    CompletionStage<Void> recorded(Run run) {
        RecordWriter.Entry entry = runs.get(run.id());
        if (entry == null || entry.run != run) {
            return run.deployment().status().terminal() ? CompletableFuture.completedStage(null)
                    : CompletableFuture.failedStage(taken(run));
        }
        return entry.recorded() ? CompletableFuture.completedStage(null) : writer.written(entry);
    }

    /** The deployment of that id as its followers see it, running or ended. Blocks. */
    public Optional<Followed> find(DeploymentId id) {
        Optional<Run> running = running(id);
        return running.isPresent() ? running.map(run -> run) : records.get(id).map(stored -> Followed.ended(stored.deployment()));
    }

    /** The deployment of that id, if it runs here, or has just ended. Does not block. */
    public Optional<Run> running(DeploymentId id) {
        return Optional.ofNullable(runs.get(id)).map(entry -> entry.run);
    }

    /** The deployments of a project that run here, oldest first. Does not block. */
    public List<Deployment> running(ProjectName project) {
        List<Deployment> found = new ArrayList<>();
        for (RecordWriter.Entry entry : runs.values()) {
            Deployment deployment = entry.run.deployment();
            if (deployment.project().equals(project) && !deployment.status().terminal()) {
                found.add(deployment.withoutEvents());
            }
        }
        found.sort(Comparator.comparingLong((Deployment one) -> one.course().startedAt()).thenComparing(Deployment::id));
        return found;
    }

    /** Deployments that run here now, or whose end is not written yet. */
    public int open() {
        return runs.size();
    }

    /**
     * What a filter lets through, newest first; those that run here as they are now. Blocks.
     *
     * @param limit most, 0 to {@value Records#MAX_PAGE}
     * @param offset how many are passed over
     */
    public Records.Page list(Filter filter, int limit, int offset) {
        runs.values().stream().filter(entry -> !entry.recorded()).forEach(this::recordQuietly);
        Records.Page page = records.list(filter, limit, offset);
        return new Records.Page(page.deployments().stream().map(this::asItIsNow).toList(), page.total());
    }

    /** So that a list has what is running: the engine alone filters and counts. */
    private void recordQuietly(RecordWriter.Entry entry) {
        try {
            writer.now(entry);
        } catch (DeployException e) {
            // not listed yet; the writer tries again
        }
    }

    private Records.Stored asItIsNow(Records.Stored stored) {
        return running(stored.deployment().id())
                .map(run -> new Records.Stored(run.deployment().withoutEvents(), stored.version()))
                .orElse(stored);
    }

    /**
     * Asks a deployment to end. Does not block.
     *
     * @return false when this server alone cannot say whether it ends, since others may be making it live
     * @throws DeployException {@link Problem#NOT_POSSIBLE_NOW} when it is being made live or has ended
     */
    public boolean cancel(Run run, Caller by) {
        try {
            cancel(run, by.name());
            return true;
        } catch (DeployException e) {
            if (run.isHandedOver()) {
                return false;
            }
            throw e;
        }
    }

    void cancel(Run run, String by) {
        DeployException reason = new DeployException(Problem.CANCELLED,
                "Deployment " + run.id() + " was cancelled by " + DeployException.printable(by));
        if (!run.cancel(reason)) {
            throw new DeployException(Problem.NOT_POSSIBLE_NOW, "Deployment " + run.id()
                    + " cannot be cancelled any more: " + run.deployment().status().label());
        }
    }

    /** The deployment that made a release live last, on this server. Blocks. */
    public Optional<Deployment> whichMadeLive(ProjectName project, DeploymentId release) {
        Optional<Deployment> unwritten = runs.values().stream().map(entry -> entry.run.deployment())
                .filter(one -> (one.status() == Status.SUCCESS || isOnTrial(one.id())) && one.project().equals(project)
                        && one.lineage().release().equals(release))
                .max(Comparator.comparingLong(one -> one.course().startedAt()));
        return unwritten.isPresent() ? unwritten : records.list(node.records().of(project).about(release)
                        .with(Set.of(Status.SUCCESS)), 1, 0)
                .deployments().stream().findFirst().map(Records.Stored::deployment);
    }

    private boolean isOnTrial(DeploymentId id) {
        return running(id).map(Run::isOnTrial).orElse(false);
    }

    /** Writes what is known, as far as it can be written, and ends; the records stay open. */
    @Override
    public void close() {
        runs.values().forEach(this::recordQuietly);
        writer.close();
    }
}
