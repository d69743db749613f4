package dev.slipway.records;

import dev.slipway.model.Deployment;
import dev.slipway.model.Deployment.Archive;
import dev.slipway.model.Deployment.Course;
import dev.slipway.model.Deployment.Failure;
import dev.slipway.model.Deployment.Kind;
import dev.slipway.model.Deployment.Lineage;
import dev.slipway.model.Deployment.Origin;
import dev.slipway.model.Deployment.PhaseTime;
import dev.slipway.model.DeploymentEvent;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.Phase;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Deployments for tests: complete ones, changed where a test cares. */
public final class SampleDeployment {
    /** Of the deployments that are made here. */
    public static final String HOME = "home-1";
    /** Of all archives that are made here. */
    public static final Digest DIGEST = new Digest("ab".repeat(32));

    private SampleDeployment() {}

    /** One that has a value in every place. */
    public static Deployment full(String project, long startedAt, Status status) {
        DeploymentId id = DeploymentId.next();
        return new Deployment(id, new ProjectName(project), Kind.DEPLOY,
                new Origin("admin", "127.0.0.1", "node-1", HOME, Optional.of("why"), "rolling",
                        Optional.of(new Digest("cd".repeat(32)))),
                new Lineage(id, Optional.of(DeploymentId.next()), Optional.of(DeploymentId.next())),
                new Archive(Optional.of(DIGEST), 1L << 40, Optional.of("application/gzip"), true, 12, 3L << 40),
                new Course(status, Phase.VERIFYING,
                        List.of(new PhaseTime(Phase.RECEIVING, startedAt, Optional.of(5L)),
                                new PhaseTime(Phase.VERIFYING, startedAt + 5, Optional.empty())),
                        startedAt, Optional.of(startedAt + 10),
                        Optional.of(new Failure("did not go well", "archive-refused", Phase.VERIFYING))),
                events(3, "x"));
    }

    /** One that has a value only where there must be one. */
    public static Deployment bare(String project, long startedAt, Status status) {
        DeploymentId id = DeploymentId.next();
        return new Deployment(id, new ProjectName(project), Kind.STAGE,
                new Origin("admin", "127.0.0.1", "node-1", HOME, Optional.empty(), "false", Optional.empty()),
                new Lineage(id, Optional.empty(), Optional.empty()), Archive.NONE,
                new Course(status, Phase.RECEIVING, List.of(), startedAt, Optional.empty(), Optional.empty()),
                List.of());
    }

    /** The same at another home. */
    public static Deployment at(String home, Deployment deployment) {
        Origin origin = deployment.origin();
        return withOrigin(deployment, new Origin(origin.user(), origin.address(), origin.node(), home,
                origin.message(), origin.restart(), origin.retryKey()));
    }

    /** The same with another message. */
    public static Deployment because(String message, Deployment deployment) {
        Origin origin = deployment.origin();
        return withOrigin(deployment, new Origin(origin.user(), origin.address(), origin.node(), origin.home(),
                Optional.of(message), origin.restart(), origin.retryKey()));
    }

    private static Deployment withOrigin(Deployment d, Origin origin) {
        return new Deployment(d.id(), d.project(), d.kind(), origin, d.lineage(), d.archive(), d.course(), d.events());
    }

    /** The same about another release. */
    public static Deployment about(DeploymentId release, Deployment deployment) {
        return deployment.with(
                new Lineage(release, deployment.lineage().previous(), deployment.lineage().rollbackOf()));
    }

    /** Events with data of every kind that an event may have. */
    public static List<DeploymentEvent> events(int count, String text) {
        List<DeploymentEvent> events = new ArrayList<>();
        for (long id = 1; id <= count; id++) {
            events.add(new DeploymentEvent(id, "warning", 1_000 + id, Map.of("text", text, "number", Long.MAX_VALUE - id,
                    "share", 0.25, "flag", true, "list", List.of("a", 1L), "map", Map.of("key", "value"))));
        }
        return events;
    }
}
