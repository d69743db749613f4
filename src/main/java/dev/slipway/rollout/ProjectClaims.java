package dev.slipway.rollout;

import dev.slipway.deploy.Fleet;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.records.Records;
import dev.slipway.records.Records.Lease;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Projects for which archives are arriving on this node: no other node takes one meanwhile. The node holds a project as long as one
 * of its deployments does; which of them comes first is decided by its own queue. When this node dies they are free
 * after a while. Any thread that may block; {@link #renew} is called every few seconds.
 */
final class ProjectClaims implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ProjectClaims.class.getName());
    private static final Duration TERM = Duration.ofSeconds(20);

    private final Records records;
    private final String node;
    private final Map<ProjectName, Held> held = new HashMap<>(); // guarded by itself; nobody who holds it asks the records

    /** A project that this node has. Guarded as the map is. */
    private static final class Held {
        private Lease lease;
        private int deployments = 1;

        private Held(Lease lease) {
            this.lease = lease;
        }
    }

    ProjectClaims(Records records, String node) {
        this.records = records;
        this.node = node;
    }

    Fleet.Claim claim(ProjectName project, DeploymentId id) {
        synchronized (held) {
            Held there = held.get(project);
            if (there != null) {
                there.deployments++;
                return claim(project, there);
            }
        }
        Optional<Lease> lease = records.lease("upload/" + project, node, TERM);
        Lease mine = lease.orElseThrow(() -> new DeployException(Problem.PROJECT_BUSY,
                "Project " + project + " is being deployed on another server"));
        LOG.log(System.Logger.Level.DEBUG, "Deployment {0} takes project {1} for this node", id, project);
        return claim(project, holding(project, mine));
    }

    /** Another deployment may have taken it at the same time: the later lease is the one that holds. */
    private Held holding(ProjectName project, Lease lease) {
        synchronized (held) {
            Held there = held.get(project);
            if (there == null) {
                Held first = new Held(lease);
                held.put(project, first);
                return first;
            }
            there.deployments++;
            if (there.lease.token() < lease.token()) {
                there.lease = lease;
            }
            return there;
        }
    }

    private Fleet.Claim claim(ProjectName project, Held mine) {
        AtomicBoolean open = new AtomicBoolean(true);
        return () -> {
            if (open.getAndSet(false)) {
                leave(project, mine);
            }
        };
    }

    private void leave(ProjectName project, Held mine) {
        Lease last;
        synchronized (held) {
            if (--mine.deployments > 0 || !held.remove(project, mine)) {
                return;
            }
            last = mine.lease;
        }
        giveBack(last);
    }

    private void giveBack(Lease lease) {
        try {
            records.release(lease);
        } catch (DeployException e) {
            LOG.log(System.Logger.Level.DEBUG, "The claim ends by itself", e);
        }
    }

    /** One that was lost is no harm: who makes a release live holds another lease for that. */
    void renew() {
        for (Map.Entry<ProjectName, Lease> one : leases().entrySet()) {
            if (records.renew(one.getValue(), TERM).isEmpty() && isLost(one.getKey(), one.getValue())) {
                LOG.log(System.Logger.Level.WARNING, "The claim {0} was lost while the records could not be reached",
                        one.getValue().name());
            }
        }
    }

    private Map<ProjectName, Lease> leases() {
        Map<ProjectName, Lease> leases = new HashMap<>();
        synchronized (held) {
            held.forEach((project, mine) -> leases.put(project, mine.lease));
        }
        return leases;
    }

    /** Not when it was given back, or taken anew, in between. */
    private boolean isLost(ProjectName project, Lease lease) {
        synchronized (held) {
            Held mine = held.get(project);
            return mine != null && mine.lease.equals(lease) && held.remove(project, mine);
        }
    }

    @Override
    public void close() {
        List<Lease> all = List.copyOf(leases().values());
        synchronized (held) {
            held.clear();
        }
        all.forEach(this::giveBack);
    }
}
