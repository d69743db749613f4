package dev.slipway.deploy;

import dev.slipway.model.Deployment;
import dev.slipway.model.Deployment.Archive;
import dev.slipway.model.Deployment.Course;
import dev.slipway.model.Deployment.Kind;
import dev.slipway.model.Deployment.Lineage;
import dev.slipway.model.Deployment.Origin;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.Phase;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Status;
import java.util.List;
import java.util.Optional;

/** Records of deployments as the tests of retention need them. */
final class Histories {
    static final ProjectName APP = new ProjectName("app");
    static final String HOME = "here";

    private Histories() {}

    /** A deployment that made its own release at that time. */
    static Deployment deployment(DeploymentId id, Status status, long at, Optional<DeploymentId> previous) {
        return of(APP, id, Kind.DEPLOY, status, at, new Lineage(id, previous, Optional.empty()));
    }

    /** A deployment that took back one release for another. */
    static Deployment rollback(DeploymentId to, DeploymentId from, Status status, long at) {
        return of(APP, DeploymentId.next(), Kind.ROLLBACK, status, at,
                new Lineage(to, Optional.empty(), Optional.of(from)));
    }

    static Deployment of(ProjectName project, DeploymentId id, Kind kind, Status status, long at, Lineage lineage) {
        Origin origin =
                new Origin("ada", "127.0.0.1", "node", HOME, Optional.empty(), "false", Optional.empty());
        Optional<Long> completed = status.terminal() ? Optional.of(at) : Optional.empty();
        return new Deployment(id, project, kind, origin, lineage, Archive.NONE,
                new Course(status, Phase.ACTIVATING, List.of(), at, completed, Optional.empty()), List.of());
    }

    /** The same, sent with an {@code Idempotency-Key}. */
    static Deployment repeatable(Deployment deployment, Digest key) {
        Origin plain = deployment.origin();
        Origin origin = new Origin(plain.user(), plain.address(), plain.node(), plain.home(), plain.message(),
                plain.restart(), Optional.of(key));
        return new Deployment(deployment.id(), deployment.project(), deployment.kind(), origin, deployment.lineage(),
                deployment.archive(), deployment.course(), deployment.events());
    }

    static Deployment keeping(Deployment deployment, Digest digest, long size) {
        return deployment.with(new Archive(Optional.of(digest), size, Optional.empty(), true, 1, size));
    }
}
