package dev.slipway.deploy;

import dev.slipway.model.Deployment;
import dev.slipway.model.Deployment.Lineage;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.release.ReleaseStore;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which release was live before which: by the records of deployments that went well, never by the order of directories.
 * Each such record names the one to which a rollback of it goes. One that goes back takes over the way back of the
 * release that it goes to, so that going back twice goes two releases back, and never forth to one that was taken back.
 * Blocks; used while the project's activation lock is held.
 */
final class Lineages {
    /** Most steps that are gone back in search of a release that is still kept. */
    private static final int MAX_STEPS = 1000;

    private final Deployments deployments;
    private final ReleaseStore releases;
    private final Fleet fleet;

    /** Of this server alone. */
    Lineages(Deployments deployments, ReleaseStore releases) {
        this(deployments, releases, Fleet.NONE);
    }

    /** Of all servers: also over releases that this one has missed. */
    Lineages(Deployments deployments, ReleaseStore releases, Fleet fleet) {
        this.fleet = fleet;
        this.deployments = deployments;
        this.releases = releases;
    }

    /** What is live. */
    Optional<DeploymentId> live(ProjectName project) {
        return fleet.live(project, releases.live(project));
    }

    /** What is live and may stay: not what is being rolled out, nor what did not come to all servers. */
    Optional<DeploymentId> standing(ProjectName project) {
        Optional<Fleet.UnderWay> underWay = fleet.underWay(project);
        return underWay.isPresent() ? underWay.get().before() : live(project);
    }

    /** Whether a release can be made live. */
    boolean isThere(ProjectName project, DeploymentId release) {
        return releases.isKept(project, release) || fleet.has(project, release);
    }

    /** The release to which a rollback goes now: the nearest one that was live before and is still kept. */
    Optional<DeploymentId> previous(ProjectName project) {
        Optional<DeploymentId> at = live(project).flatMap(live -> before(project, live));
        for (int step = 0; step < MAX_STEPS && at.isPresent() && !isThere(project, at.get()); step++) {
            at = before(project, at.get());
        }
        return at.filter(id -> isThere(project, id));
    }

    /**
     * The lineage of a deployment that makes this release live now.
     *
     * @param standing the release that was live before the live one, if that has not shown yet that it may stay, else the live one
     */
    Lineage of(ProjectName project, DeploymentId release, Optional<DeploymentId> standing) {
        if (standing.equals(Optional.of(release))) { // the way back from one that has not shown that it may stay leads past it
            return new Lineage(release, before(project, release), live(project).filter(id -> !id.equals(release)));
        }
        Optional<DeploymentId> live = standing;
        if (live.isEmpty()) {
            return new Lineage(release, before(project, release), Optional.empty());
        }
        if (deployments.whichMadeLive(project, release).isEmpty()) {
            return new Lineage(release, live, Optional.empty());
        }
        boolean back = isBefore(project, release, live.get());
        return new Lineage(release, back ? before(project, release) : live, live);
    }

    private Optional<DeploymentId> before(ProjectName project, DeploymentId release) {
        return deployments.whichMadeLive(project, release).map(Deployment::lineage).flatMap(Lineage::previous);
    }

    private boolean isBefore(ProjectName project, DeploymentId release, DeploymentId live) {
        Set<DeploymentId> seen = new HashSet<>();
        Optional<DeploymentId> at = before(project, live);
        while (at.isPresent() && seen.size() < MAX_STEPS && seen.add(at.get())) {
            if (at.get().equals(release)) {
                return true;
            }
            at = before(project, at.get());
        }
        return false;
    }
}
