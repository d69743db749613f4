package dev.slipway.rollout;

import dev.slipway.deploy.Fleet;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.records.Records;
import dev.slipway.records.Records.Lease;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Projects for which an archive is arriving on this node: no other node takes one meanwhile. When this node dies they are free
 * after a while. Any thread that may block; {@link #renew} is called every few seconds.
 */
final class ProjectClaims implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ProjectClaims.class.getName());
    private static final Duration TERM = Duration.ofSeconds(20);

    private final Records records;
    private final String node;
    private final Set<Lease> held = ConcurrentHashMap.newKeySet();

    ProjectClaims(Records records, String node) {
        this.records = records;
        this.node = node;
    }

    Fleet.Claim claim(ProjectName project, DeploymentId id) {
        Optional<Lease> lease = records.lease("upload/" + project, node + "/" + id, TERM);
        Lease mine = lease.orElseThrow(() -> new DeployException(Problem.PROJECT_BUSY,
                "Project " + project + " is being deployed on another server"));
        held.add(mine);
        return () -> giveBack(mine);
    }

    private void giveBack(Lease lease) {
        if (held.remove(lease)) {
            try {
                records.release(lease);
            } catch (DeployException e) {
                LOG.log(System.Logger.Level.DEBUG, "The claim ends by itself", e);
            }
        }
    }

    /** One that was lost is no harm: who makes a release live holds another lease for that. */
    void renew() {
        for (Lease lease : held) {
            if (records.renew(lease, TERM).isEmpty()) {
                LOG.log(System.Logger.Level.WARNING, "The claim {0} was lost while the records could not be reached", lease.name());
                held.remove(lease);
            }
        }
    }

    @Override
    public void close() {
        held.forEach(this::giveBack);
    }
}
