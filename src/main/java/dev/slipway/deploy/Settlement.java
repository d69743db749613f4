package dev.slipway.deploy;

import dev.slipway.hooks.Hooks;
import dev.slipway.model.Deployment;
import dev.slipway.model.Deployment.Archive;
import dev.slipway.model.Deployment.Course;
import dev.slipway.model.Deployment.Kind;
import dev.slipway.model.Deployment.Lineage;
import dev.slipway.model.Deployment.Origin;
import dev.slipway.model.DeploymentEvent;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Phase;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Status;
import dev.slipway.problem.DeployException;
import dev.slipway.records.Filter;
import dev.slipway.records.Records;
import dev.slipway.release.Collected;
import dev.slipway.release.ReleaseStore;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/**
 * Brings the records in line with the disk at start-up, after the journals are settled: what a dead process left running
 * ends, as what the disk says; a release that has no record gets one. May be cut off and repeated. One thread.
 */
public final class Settlement {
    private static final System.Logger LOG = System.getLogger(Settlement.class.getName());
    private static final Set<Status> RUNNING = EnumSet.allOf(Status.class).stream()
            .filter(status -> !status.terminal()).collect(Collectors.toUnmodifiableSet());
    private static final String STOPPED = "server-stopped";

    private final Records records;
    private final ReleaseStore releases;
    private final Deployments.Node node;
    private final Hooks hooks;
    private final BiPredicate<ProjectName, DeploymentId> rollingOut;

    /** For the home of the store, where no release has to pass a hook. */
    public Settlement(Records records, ReleaseStore releases, Deployments.Node node) {
        this(records, releases, node, Hooks.NONE);
    }

    /** For the home of the store, on a server that is alone. */
    public Settlement(Records records, ReleaseStore releases, Deployments.Node node, Hooks hooks) {
        this(records, releases, node, hooks, (project, deployment) -> false);
    }

    /** For the home of the store. @param rollingOut whether the other servers are still at a deployment of this one */
    public Settlement(Records records, ReleaseStore releases, Deployments.Node node, Hooks hooks,
            BiPredicate<ProjectName, DeploymentId> rollingOut) {
        this.rollingOut = rollingOut;
        this.hooks = hooks;
        this.records = records;
        this.releases = releases;
        this.node = node;
    }

    /**
     * Ends what is recorded as running here, then gives records to releases that have none.
     *
     * @throws DeployException when records cannot be read or written
     */
    void settleAll() {
        settleRunning();
        for (ProjectName project : releases.projectsOnDisk()) {
            adopt(project, releases.kept(project));
        }
    }

    /**
     * Ends what is recorded as running here.
     *
     * @return how many were
     * @throws DeployException when records cannot be read or written
     */
    public int settleRunning() {
        int settled = 0;
        int left = 0;
        Filter here = Filter.ALL.at(node.home()).with(RUNNING);
        for (Records.Page page = records.list(here, Records.MAX_PAGE, left); !page.deployments().isEmpty();
                page = records.list(here, Records.MAX_PAGE, left)) {
            for (Records.Stored listed : page.deployments()) {
                if (rollingOut.test(listed.deployment().project(), listed.deployment().id())) {
                    left++;
                    continue;
                }
                Optional<Records.Stored> whole = records.get(listed.deployment().id());
                if (whole.isPresent() && !whole.get().deployment().status().terminal() && settle(whole.get())) {
                    settled++;
                }
            }
        }
        return settled;
    }

    private boolean settle(Records.Stored stored) {
        Deployment deployment = stored.deployment();
        DeploymentId release = deployment.lineage().release();
        boolean live = releases.live(deployment.project()).equals(Optional.of(release));
        boolean onTrial = deployment.events().stream().anyMatch(event -> event.name().equals(DeploymentEvent.LIVE));
        Deployment ended;
        if (live) {
            ended = RecordEnd.succeeded(onTrial ? unchecked(deployment) : deployment, Status.SUCCESS);
        } else if (onTrial) {
            ended = failed(deployment, Status.ROLLED_BACK);
        } else if (release.equals(deployment.id()) && releases.isKept(deployment.project(), release)
                && !removedUnverified(deployment)) {
            ended = RecordEnd.succeeded(deployment, Status.STAGED);
        } else {
            ended = failed(deployment, Status.FAILED);
        }
        LOG.log(System.Logger.Level.WARNING, "Deployment {0} of {1} was cut off when it was {2}; it is settled as {3}",
                deployment.id(), deployment.project(), deployment.status().label(), ended.status().label());
        return records.put(ended, stored.version()).isPresent();
    }

    /** It is live: nobody is there any more to find out whether it may stay. */
    private static Deployment unchecked(Deployment deployment) {
        return RecordEnd.told(deployment, "warning", Map.of("message", Launch.UNCHECKED));
    }

    /** A release that has to pass a command, and was cut off before it had, is none. */
    private boolean removedUnverified(Deployment deployment) {
        boolean unverified = deployment.course().phase().compareTo(Phase.VERIFYING) <= 0
                && hooks.of(deployment.project()).verify().isPresent();
        if (unverified) {
            releases.collect(deployment.project(), deployment.id()).ifPresent(Collected::delete);
        }
        return unverified;
    }

    private static Deployment failed(Deployment deployment, Status status) {
        return RecordEnd.failed(deployment, status, "The server stopped while the deployment was "
                + deployment.course().phase().label()
                + (status == Status.ROLLED_BACK ? "; its release had been live and was taken back" : ""), STOPPED);
    }

    /**
     * Gives a record to each release of a project that has none: the live one as a success, others as staged.
     *
     * @param kept releases that are on disk
     * @return how many had none
     */
    public int adopt(ProjectName project, Iterable<DeploymentId> kept) {
        Optional<DeploymentId> live = releases.live(project);
        int adopted = 0;
        for (DeploymentId release : kept) {
            if (records.list(node.records().of(project).about(release), 1, 0).total() == 0
                    && adopt(project, release, live.equals(Optional.of(release)))) {
                adopted++;
            }
        }
        return adopted;
    }

    private boolean adopt(ProjectName project, DeploymentId release, boolean live) {
        long time = System.currentTimeMillis();
        Status status = live ? Status.SUCCESS : Status.STAGED;
        Deployment adopted = new Deployment(release, project, Kind.ADOPT,
                new Origin("", "", node.name(), node.home(), Optional.of("Found on disk without a record"), "false",
                        Optional.empty()),
                new Lineage(release, Optional.empty(), Optional.empty()), Archive.NONE,
                new Course(status, Phase.ACTIVATING, List.of(), time, Optional.of(time), Optional.empty()), List.of());
        Deployment told = adopted.with(List.of(new DeploymentEvent(1, DeploymentEvent.DONE, time,
                Map.of("result", DeploymentAnswer.of(adopted, status)))));
        OptionalLong version = records.put(told, 0);
        LOG.log(System.Logger.Level.WARNING, "Release {0} of {1} had no record: it is recorded as {2}", release, project,
                status.label());
        return version.isPresent();
    }
}
