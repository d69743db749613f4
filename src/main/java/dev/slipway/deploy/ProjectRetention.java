package dev.slipway.deploy;

import dev.slipway.deploy.RetentionPolicy.Holdings;
import dev.slipway.deploy.RetentionPolicy.Plan;
import dev.slipway.deploy.RetentionPolicy.Verdict;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import dev.slipway.records.Filter;
import dev.slipway.records.Records;
import dev.slipway.release.Activation;
import dev.slipway.release.Collected;
import dev.slipway.release.ReleaseStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Carries out the policy in one project at a time. It judges and takes releases out while it holds the project's
 * activations, so that what it saw still is; it deletes them afterwards. Used by the retention's thread.
 */
final class ProjectRetention {
    private static final System.Logger LOG = System.getLogger(ProjectRetention.class.getName());

    private final RetentionPolicy policy;
    private final Records records;
    private final Filter here;
    private final ReleaseStore releases;
    private final Activation activation;
    private final KeptArchives archives;
    private final ActivationLocks locks;
    private final LongSupplier now;

    ProjectRetention(RetentionPolicy policy, Records records, Filter here, ReleaseStore releases,
            Activation activation, KeptArchives archives, ActivationLocks locks, LongSupplier now) {
        this.policy = policy;
        this.records = records;
        this.here = here;
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
    long run(ProjectName project, Budget budget) {
        long freed = collect(project, verdict -> verdict.ruling().goes(), budget);
        for (DeploymentId id : judge(project).records()) {
            if (!budget.step()) {
                return freed;
            }
            freed += forget(id);
        }
        return freed;
    }

    /** The releases that are wanted. @return bytes that are free now */
    long collect(ProjectName project, Predicate<Verdict> wanted, Budget budget) {
        List<Collected> out = new ArrayList<>();
        try (ActivationLocks.Held held = locks.hold(project)) {
            activation.settle(project);
            for (Verdict verdict : judge(project).releases()) {
                if (wanted.test(verdict) && budget.step()) {
                    releases.collect(project, verdict.release()).ifPresent(out::add);
                }
            }
        } catch (DeployException e) {
            LOG.log(System.Logger.Level.WARNING, "Cannot collect all releases of " + project + " that may go", e);
        }
        return out.stream().mapToLong(Collected::delete).sum();
    }

    /** Lets a record go, with the archive that it keeps. @return bytes that are free now */
    long forget(DeploymentId id) {
        long freed = archives.drop(id);
        records.get(id).ifPresent(stored -> records.delete(id, stored.version()));
        return freed;
    }
}
