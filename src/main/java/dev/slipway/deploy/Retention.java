package dev.slipway.deploy;

import dev.slipway.config.Amount;
import dev.slipway.deploy.RetentionPolicy.Verdict;
import dev.slipway.model.Deployment;
import dev.slipway.model.Digest;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import dev.slipway.records.Filter;
import dev.slipway.records.Records;
import dev.slipway.release.Activation;
import dev.slipway.release.FreeSpace;
import dev.slipway.release.PartialPayloads;
import dev.slipway.release.PayloadStore.Kept;
import dev.slipway.release.ReleaseStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lets go what the {@link RetentionPolicy} lets go, in the background and on one thread of its own: after each
 * deployment, every few minutes, and when a deploy needs room. Each run is bounded in time and steps and goes on later.
 *
 * <p>Safe against a crash at any point: a release leaves the store by one rename; an archive's file goes before its
 * record is told, and at the start the records are told of files that are gone and files are deleted that no record
 * keeps. Everything may be repeated. One for the server; any thread.
 */
public final class Retention implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Retention.class.getName());
    private static final Duration PERIOD = Duration.ofMinutes(5);
    private static final Duration MOST_TIME = Duration.ofSeconds(30);
    private static final int MOST_STEPS = 1000;
    private static final Duration NEXT_RUN = Duration.ofSeconds(1);
    private static final Duration MOST_WAIT = Duration.ofSeconds(60);
    private static final Duration MOST_CLOSE = Duration.ofSeconds(5);

    private final RetentionLimits limits;
    private final Records records;
    private final Deployments.Node node;
    private final Filter here;
    private final ReleaseStore releases;
    private final KeptArchives archives;
    private final LongSupplier usable;
    private final LongSupplier now;
    private final Supplier<Wanted> wanted;
    private final KnownSince known;
    private volatile @Nullable PartialPayloads partial;
    private final ProjectRetention projects;
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, Retention::thread);
    private final Set<ProjectName> waiting = ConcurrentHashMap.newKeySet();

    /**
     * Begins nothing before {@link #start}.
     *
     * @param home id of this server's home
     * @param usable bytes that may be written now, {@code FreeSpace::usableBytes}
     * @param now milliseconds since the epoch
     */
    Retention(RetentionLimits limits, String home, Records records, ReleaseStore releases, Activation activation,
            KeptArchives archives, LongSupplier usable, ActivationLocks locks, LongSupplier now) {
        this(limits, new Deployments.Node("", home), records, releases, activation, archives, usable, locks, now,
                () -> Wanted.NOTHING);
    }

    /**
     * Begins nothing before {@link #start}. In a cluster the records of all nodes tell which releases stay, the limits hold on
     * each node, and each lets go the records that it made.
     *
     * @param usable bytes that may be written now, {@code FreeSpace::usableBytes}
     * @param now milliseconds since the epoch
     * @param wanted what a cluster needs; asked before each run
     */
    public Retention(RetentionLimits limits, Deployments.Node node, Records records, ReleaseStore releases,
            Activation activation, KeptArchives archives, LongSupplier usable, ActivationLocks locks,
            LongSupplier now, Supplier<Wanted> wanted) {
        this.limits = limits;
        this.records = records;
        this.here = Filter.ALL.at(node.home());
        this.node = node;
        this.releases = releases;
        this.archives = archives;
        this.usable = usable;
        this.now = now;
        this.wanted = wanted;
        this.known = new KnownSince(records, node, now);
        this.projects = new ProjectRetention(
                new RetentionPolicy(limits), records, node, releases, activation, archives, locks, now);
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "slipway-retention");
        thread.setDaemon(true);
        return thread;
    }

    /** Settles archives and records once, then runs from time to time. Called after the activations are recovered. */
    public void start() {
        thread.execute(() -> quietly(() -> settleArchives(wanted.get())));
        thread.scheduleWithFixedDelay(() -> quietly(this::runAll), 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** From now on what was pulled of archives that no cluster needs any more goes as well. @param payloads of the same home */
    public void letGo(PartialPayloads payloads) {
        partial = payloads;
    }

    /** A deployment of the project has ended, and its record is written: a run for the project follows. */
    public void ended(ProjectName project) {
        if (waiting.add(project)) {
            later(Duration.ZERO, () -> {
                waiting.remove(project);
                Budget budget = budget();
                Wanted need = wanted.get();
                long freed = projects.run(project, need, budget) + archivesWithinLimit(budget);
                tell(freed);
                if (budget.spent()) {
                    later(NEXT_RUN, () -> tell(projects.run(project, wanted.get(), budget())));
                }
            });
        }
    }

    /**
     * Makes room before a deploy is refused: whatever goes by the limits, then archives, then releases that nothing
     * protects, oldest first, until there are as many bytes more. Waits for at most a minute; workers only, and none
     * that holds a project's activations.
     *
     * @param bytes wanted, above what is free now
     * @return bytes that were freed since the call, roughly; fewer than wanted when nothing more may go
     */
    public long makeRoom(long bytes) {
        long before = usable.getAsLong();
        try {
            Future<Long> room = thread.submit(() -> free(bytes - Math.max(0, usable.getAsLong() - before)));
            return Math.max(room.get(MOST_WAIT.toMillis(), TimeUnit.MILLISECONDS), usable.getAsLong() - before);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            LOG.log(System.Logger.Level.WARNING, "No room could be made", e);
        } catch (TimeoutException | RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "room is still being made, or the server stops", e);
        }
        return Math.max(0, usable.getAsLong() - before);
    }

    /**
     * Refuses when too little would stay free, after it has made room. As {@link #makeRoom}.
     *
     * @param space what must stay free
     * @param bytes that are going to be written
     * @throws DeployException {@link dev.slipway.problem.Problem#NO_SPACE}
     */
    public void requireRoom(FreeSpace space, long bytes) {
        long wanted = space.minFreeBytes() + bytes - space.usableBytes();
        if (wanted > 0) {
            makeRoom(wanted);
            space.check(bytes);
        }
    }

    private Budget budget() {
        return new Budget(MOST_TIME, MOST_STEPS, thread::isShutdown);
    }

    private void runAll() {
        archives.tellRecords();
        Budget budget = budget();
        long freed = runProjects(wanted.get(), budget) + archivesWithinLimit(budget);
        forgetOldRecords(wanted.get(), budget);
        if (node.inCluster()) {
            settleArchives(wanted.get()); // those of others' records go when these do not keep them any more
            forgetPartial(wanted.get());
        }
        tell(freed);
        if (budget.spent()) {
            later(NEXT_RUN, this::runAll);
        }
    }

    private void forgetPartial(Wanted need) {
        PartialPayloads payloads = partial;
        if (payloads != null) {
            payloads.forgetAllBut(need.archives());
        }
    }

    private long runProjects(Wanted need, Budget budget) {
        long freed = 0;
        for (ProjectName project : releases.projectsOnDisk()) {
            if (budget.spent()) {
                return freed;
            }
            freed += attempt(project, p -> projects.run(p, need, budget));
        }
        return freed;
    }

    /** What is needed is asked for anew: what came before may have taken half a minute. */
    private long archivesWithinLimit(Budget budget) {
        Set<Digest> live = liveArchives();
        ArchiveSurvey survey = ArchiveSurvey.of(archives.payloads(), live, wanted.get().archives(), known.time());
        return dropArchives(survey, survey.bytes() - limits.payloadBytes(), budget);
    }

    private long dropArchives(ArchiveSurvey survey, long wanted, Budget budget) {
        long freed = 0;
        for (Kept kept : survey.firstToGo()) {
            if (freed >= wanted || !budget.step()) {
                return freed;
            }
            freed += attempt(kept.digest(), archives::dropAll);
        }
        return freed;
    }

    private Set<Digest> liveArchives() {
        Set<Digest> live = new HashSet<>();
        for (ProjectName project : releases.projects()) {
            attempt(project, p -> {
                releases.live(p).flatMap(records::get).flatMap(stored -> stored.deployment().archive().digest())
                        .ifPresent(live::add);
                return 0;
            });
        }
        return live;
    }

    /** Those beyond the limit, as far as nothing needs them. */
    private void forgetOldRecords(Wanted need, Budget budget) {
        NeededRecords needed = new NeededRecords(records, node.records(), releases, now.getAsLong());
        forget(records.list(here, Records.MAX_PAGE, limits.records()).deployments(), needed, need, budget);
        if (!need.formerHomes().isEmpty()) {
            forgetOfFormerHomes(needed, need, budget);
        }
    }

    /** Of those all go that are older than as many others. */
    private void forgetOfFormerHomes(NeededRecords needed, Wanted need, Budget budget) {
        Optional<Long> end = records.list(Filter.ALL, 1, limits.records()).deployments().stream().findFirst()
                .map(stored -> stored.deployment().course().startedAt() + 1);
        for (String home : end.isPresent() ? need.formerHomes() : Set.<String>of()) {
            Filter old = Filter.ALL.at(home).between(Optional.empty(), end);
            forget(records.list(old, Records.MAX_PAGE, 0).deployments(), needed, need, budget);
        }
    }

    private void forget(List<Records.Stored> old, NeededRecords needed, Wanted need, Budget budget) {
        for (Records.Stored stored : old) {
            Deployment deployment = stored.deployment();
            if (budget.spent()) {
                return;
            }
            boolean stays = need.isWanted(deployment.project(), deployment.lineage().release());
            attempt(deployment.id(), id -> stays || needed.needs(deployment) || !budget.step() ? 0 : projects.forget(id));
        }
    }

    private long free(long bytes) {
        archives.tellRecords();
        Budget budget = new Budget(MOST_WAIT, MOST_STEPS, thread::isShutdown);
        long freed = runProjects(wanted.get(), budget);
        Set<Digest> live = liveArchives();
        long since = known.time();
        long some = 1;
        while (freed < bytes && some > 0) {
            Set<Digest> needed = wanted.get().archives();
            some = dropArchives(ArchiveSurvey.of(archives.payloads(), live, needed, since), bytes - freed, budget);
            freed += some;
        }
        Wanted need = wanted.get();
        for (Candidate candidate : candidates()) {
            if (freed < bytes && !budget.spent()) {
                freed += attempt(candidate.project(), p -> projects.collect(p, candidate::isMeantBy, need, budget));
            }
        }
        tell(freed);
        return freed;
    }

    /** A release that nothing protects. */
    private record Candidate(ProjectName project, Verdict verdict) {
        boolean isMeantBy(Verdict now) {
            return now.release().equals(verdict.release()) && !now.ruling().stays();
        }
    }

    private List<Candidate> candidates() {
        List<Candidate> all = new ArrayList<>();
        for (ProjectName project : releases.projectsOnDisk()) {
            attempt(project, p -> {
                all.addAll(projects.judge(p).releases().stream().filter(verdict -> !verdict.ruling().stays())
                        .map(verdict -> new Candidate(p, verdict)).collect(Collectors.toList()));
                return 0;
            });
        }
        all.sort(Comparator.comparingLong(candidate -> candidate.verdict().lastNamed()));
        return all;
    }

    /**
     * What was stored before the oldest record is not known to be unwanted: the records may be new, or the wrong ones. An archive
     * that a cluster needs stays whatever the records say, and they are not told where it is gone: other nodes have it.
     */
    private void settleArchives(Wanted need) {
        long since = known.time();
        long[] freed = {0};
        archives.payloads().each(kept ->
                freed[0] += kept.storedAt() < since || need.archives().contains(kept.digest()) ? 0
                        : attempt(kept.digest(), archives::sweep));
        new RecordPages(records, here).forEach(deployment -> {
            if (deployment.archive().digest().filter(need.archives()::contains).isEmpty()) {
                archives.tellIfGone(deployment);
            }
        });
        tell(freed[0]);
    }

    private static <T> long attempt(T what, Function<T, Number> work) {
        try {
            return work.apply(what).longValue();
        } catch (DeployException e) {
            LOG.log(System.Logger.Level.WARNING, "Retention cannot go on with " + what, e);
            return 0;
        }
    }

    private static void tell(long freed) {
        if (freed > 0) {
            LOG.log(System.Logger.Level.INFO, () -> "Retention freed " + Amount.show(freed));
        }
    }

    private void later(Duration delay, Runnable work) {
        try {
            thread.schedule(() -> quietly(work), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "the server stops", e);
        }
    }

    private static void quietly(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "Retention failed; it is tried again later", e);
        }
    }

    /**
     * Begins nothing more, and waits some seconds for the release or record that it is at. Nobody is interrupted: an
     * interrupt would close the files of an embedded database.
     */
    @Override
    public void close() {
        thread.shutdown();
        try {
            thread.awaitTermination(MOST_CLOSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
