package dev.slipway.deploy;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.Phase;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One deploy at a time per project. A claim is taken without waiting and held until the deployment has ended; claims of
 * different projects know nothing of each other. Any thread.
 */
public final class ProjectLocks {
    private final ConcurrentMap<ProjectName, Claim> claims = new ConcurrentHashMap<>();

    /**
     * Takes the project for one deployment.
     *
     * @throws DeployException {@link Problem#PROJECT_BUSY} naming the holder, its phase and since when
     */
    public Claim claim(ProjectName project, DeploymentId id, String user) {
        Claim mine = new Claim(project, id, user, Instant.now().truncatedTo(ChronoUnit.SECONDS));
        Claim holder = claims.putIfAbsent(project, mine);
        if (holder != null) {
            throw DeployException.busy(holder.id.value(), "Project " + project + " is being deployed by "
                    + holder.user + ": deployment " + holder.id + ", " + holder.phase.label() + ", since "
                    + holder.since);
        }
        return mine;
    }

    /** Who has the project now. */
    public Optional<Claim> holder(ProjectName project) {
        return Optional.ofNullable(claims.get(project));
    }

    /** Projects that are claimed now. */
    public int held() {
        return claims.size();
    }

    /** The right to deploy one project; closing it, from any thread and more than once, gives it back. */
    public final class Claim implements AutoCloseable {
        private final ProjectName project;
        private final DeploymentId id;
        private final String user;
        private final Instant since;
        private final AtomicBoolean open = new AtomicBoolean(true);
        private volatile Phase phase = Phase.RECEIVING;

        private Claim(ProjectName project, DeploymentId id, String user, Instant since) {
            this.project = project;
            this.id = id;
            this.user = user;
            this.since = since;
        }

        /** The deployment that holds the project. */
        public DeploymentId id() {
            return id;
        }

        /** Where the deployment stands; shown to those who are refused. */
        public Phase phase() {
            return phase;
        }

        void enter(Phase next) {
            phase = next;
        }

        @Override
        public void close() {
            if (open.getAndSet(false)) {
                claims.remove(project, this);
            }
        }
    }
}
