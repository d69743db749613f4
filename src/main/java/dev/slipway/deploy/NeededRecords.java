package dev.slipway.deploy;

import dev.slipway.model.Deployment;
import dev.slipway.model.Deployment.Lineage;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Status;
import dev.slipway.records.Filter;
import dev.slipway.records.Records;
import dev.slipway.release.ReleaseStore;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which records stay however many there are: of deployments that run, of releases that are kept, of requests that may be
 * sent again under their {@code Idempotency-Key}, and those over which the way back leads from one kept release to an
 * older one. One look, remembered for each project; one thread that may block.
 */
final class NeededRecords {
    /** Most steps from one kept release to the next older one. */
    private static final int MAX_STEPS = 1000;

    private final Records records;
    private final Filter here;
    private final ReleaseStore releases;
    private final long retriesSince;
    private final Map<ProjectName, Set<DeploymentId>> waysBack = new HashMap<>();

    /** @param now in milliseconds since the epoch */
    NeededRecords(Records records, Filter here, ReleaseStore releases, long now) {
        this.records = records;
        this.here = here;
        this.releases = releases;
        this.retriesSince = now - RetryKeys.KEPT.toMillis();
    }

    /** Whether the record stays. */
    boolean needs(Deployment deployment) {
        return !deployment.status().terminal()
                || releases.isKept(deployment.project(), deployment.lineage().release())
                || deployment.origin().retryKey().isPresent() && deployment.course().startedAt() > retriesSince
                || deployment.status() == Status.SUCCESS && waysBack
                        .computeIfAbsent(deployment.project(), this::waysBack).contains(deployment.id());
    }

    private Set<DeploymentId> waysBack(ProjectName project) {
        Set<DeploymentId> all = new HashSet<>();
        for (DeploymentId kept : releases.kept(project)) {
            all.addAll(wayBack(project, kept));
        }
        return all;
    }

    /** Over releases that are gone, to one that is not; nothing when it leads to none. */
    private Set<DeploymentId> wayBack(ProjectName project, DeploymentId from) {
        Set<DeploymentId> way = new LinkedHashSet<>();
        Optional<DeploymentId> at = before(whichMadeLive(project, from));
        while (at.isPresent() && !releases.isKept(project, at.get())) {
            Optional<Deployment> over = whichMadeLive(project, at.get());
            if (over.isEmpty() || way.size() == MAX_STEPS || !way.add(over.get().id())) {
                return Set.of();
            }
            at = before(over);
        }
        return at.isPresent() ? way : Set.of();
    }

    private Optional<Deployment> whichMadeLive(ProjectName project, DeploymentId release) {
        return records.list(here.of(project).about(release).with(Set.of(Status.SUCCESS)), 1, 0).deployments().stream()
                .findFirst().map(Records.Stored::deployment);
    }

    private static Optional<DeploymentId> before(Optional<Deployment> deployment) {
        return deployment.map(Deployment::lineage).flatMap(Lineage::previous);
    }
}
