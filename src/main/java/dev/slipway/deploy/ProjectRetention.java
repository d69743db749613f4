package dev.slipway.deploy;

import dev.slipway.deploy.RetentionPolicy.Holdings;
import dev.slipway.deploy.RetentionPolicy.Plan;
import dev.slipway.deploy.RetentionPolicy.Verdict;
import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Status;
import dev.slipway.problem.DeployException;
import dev.slipway.records.Filter;
import dev.slipway.records.Records;
import dev.slipway.release.Activation;
import dev.slipway.release.Collected;
import dev.slipway.release.ReleaseStore;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Carries out the policy in one project at a time. It judges, which may take seconds, while others may make releases live;
 * then it holds the project's activations for as long as it takes to see what has changed and to take releases out; it
 * deletes them afterwards. Used by the retention's thread.
 */
final class ProjectRetention {
    private static final System.Logger LOG = System.getLogger(ProjectRetention.class.getName());

    private static final Set<Status> RUNNING = EnumSet.allOf(Status.class).stream()
            .filter(status -> !status.terminal()).collect(Collectors.toUnmodifiableSet());

    private final RetentionPolicy policy;
    private final Records records;
    private final Deployments.Node node;
    private final Filter here;
    private final ReleaseStore releases;
    private final Activation activation;
    private final KeptArchives archives;
    private final ActivationLocks locks;
    private final LongSupplier now;

    ProjectRetention(RetentionPolicy policy, Records records, Deployments.Node node, ReleaseStore releases,
            Activation activation, KeptArchives archives, ActivationLocks locks, LongSupplier now) {
        this.policy = policy;
        this.records = records;
        this.node = node;
        this.here = node.records();
        this.releases = releases;
        this.activation = activation;
        this.archives = archives;
        this.locks = locks;
        this.now = now;
    }

    Plan judge(ProjectName project) {
        Set<DeploymentId> kept = Set.copyOf(releases.kept(project));
        Set<DeploymentId> pinned =
                kept.stream().filter(id -> releases.isPinned(project, id)).collect(Collectors.toSet());
        return policy.judge(new RecordPages(records, here.of(project)),
                new Holdings(kept, releases.live(project), pinned), now.getAsLong());
    }

    /** What goes by the limits. @return bytes that are free now */
    long run(ProjectName project, Wanted wanted, Budget budget) {
        long freed = collect(project, verdict -> verdict.ruling().goes(), wanted, budget);
        for (DeploymentId id : judge(project).records()) {
            if (!budget.step()) {
                return freed;
            }
            freed += isMine(id, wanted) ? forget(id) : 0;
        }
        return freed;
    }

    /** In a cluster each node lets go the records that it made, and those of nodes that are no more. */
    private boolean isMine(DeploymentId id, Wanted wanted) {
        return !node.inCluster() || records.get(id).map(stored -> stored.deployment().origin().home())
                .filter(home -> home.equals(node.home()) || wanted.formerHomes().contains(home)).isPresent();
    }

    /** The releases that are meant, but for those that are wanted. @return bytes that are free now */
    long collect(ProjectName project, Predicate<Verdict> meant, Wanted wanted, Budget budget) {
        long judgedAt = now.getAsLong();
        List<DeploymentId> going = judge(project).releases().stream().filter(meant).map(Verdict::release)
                .filter(release -> !wanted.isWanted(project, release)).toList();
        return take(project, going, judgedAt, budget).stream().mapToLong(Collected::delete).sum();
    }

    /** Those that are live or read by now are refused by the store. */
    private List<Collected> take(ProjectName project, List<DeploymentId> going, long judgedAt, Budget budget) {
        List<Collected> out = new ArrayList<>();
        try (ActivationLocks.Held held = locks.hold(project)) {
            activation.settle(project);
            Set<DeploymentId> named = going.isEmpty() ? Set.of() : namedSince(project, judgedAt);
            for (DeploymentId release : going) {
                if (!named.contains(release) && budget.step()) {
                    releases.collect(project, release).ifPresent(out::add);
                }
            }
        } catch (DeployException e) {
            LOG.log(System.Logger.Level.WARNING, "Cannot collect all releases of " + project + " that may go", e);
        }
        return out;
    }

    /** What deployments are about that run, or began at that time or later. */
    private Set<DeploymentId> namedSince(ProjectName project, long time) {
        Filter mine = here.of(project);
        return Stream.of(mine.with(RUNNING), mine.between(Optional.of(time), Optional.empty()))
                .flatMap(filter -> records.list(filter, Records.MAX_PAGE, 0).deployments().stream())
                .flatMap(stored -> RetentionPolicy.named(stored.deployment()).stream()).collect(Collectors.toSet());
    }

    /** Lets a record go, with the archive that it keeps. @return bytes that are free now */
    long forget(DeploymentId id) {
        Optional<Deployment> mine = records.get(id).map(Records.Stored::deployment)
                .filter(deployment -> !node.inCluster() || deployment.origin().home().equals(node.home()));
        long freed = mine.isPresent() ? archives.drop(id) : 0;
        records.get(id).ifPresent(stored -> records.delete(id, stored.version()));
        return freed;
    }
}
