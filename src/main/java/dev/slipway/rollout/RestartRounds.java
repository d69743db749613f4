package dev.slipway.rollout;

import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.rollout.Desired.Manner;
import dev.slipway.rollout.Desired.Outcome;
import dev.slipway.rollout.Desired.State;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes restarts of the whole cluster forward: one project after the other, each as a roll-out of what is live already. Every
 * node does this with every restart, and what is written decides who is first: a restart has no leader that could die.
 */
final class RestartRounds {
    private static final System.Logger LOG = System.getLogger(RestartRounds.class.getName());

    private final RestartJobs jobs;
    private final Membership membership;
    private final RollOuts rollOuts;
    private final ClusterSettings settings;

    RestartRounds(RestartJobs jobs, Membership membership, RollOuts rollOuts, ClusterSettings settings) {
        this.jobs = jobs;
        this.membership = membership;
        this.rollOuts = rollOuts;
        this.settings = settings;
    }

    /** One thread. @param desired of all projects. @param observed what nodes said */
    void forward(List<Board.Posted> desired, Map<ProjectName, Map<String, Observed>> observed) {
        Map<ProjectName, Desired> now = new HashMap<>();
        desired.forEach(posted -> now.put(posted.desired().project(), posted.desired()));
        for (RestartJobs.Posted posted : jobs.open()) {
            if (posted.job().everywhere()) {
                forward(posted, now, observed);
            } else if (membership.all().stream().noneMatch(node -> node.id().equals(posted.job().home()))) {
                jobs.put(posted.job().failed("The server that was to restart is gone", membership.time()), posted.version());
            }
        }
    }

    private void forward(RestartJobs.Posted posted, Map<ProjectName, Desired> now,
            Map<ProjectName, Map<String, Observed>> observed) {
        RestartJob job = posted.job();
        Desired desired = now.get(job.next());
        if (desired == null || desired.release().isEmpty()) {
            jobs.put(job.with(List.of(), Optional.empty(), membership.time()), posted.version()); // dropped meanwhile
        } else if (desired.state() != State.DONE) {
            return; // this one, or another that comes first
        } else if (desired.deployment().equals(job.id())) {
            RollOutPlan plan = new RollOutPlan(desired, membership.all(), observed.getOrDefault(job.next(), Map.of()),
                    membership.time());
            jobs.put(job.with(plan.results(), desired.outcome().flatMap(Outcome::reason), membership.time()), posted.version());
        } else if (desired.stopped()) {
            jobs.put(job.failed("The last roll-out of " + job.next() + " did not come to all nodes: roll back or deploy"
                    + " first. Nothing of the project was restarted", membership.time()), posted.version());
        } else {
            begin(job);
        }
    }

    private void begin(RestartJob job) {
        Manner manner = Manner.restart(settings.batch(), settings.timeout().toMillis());
        try {
            rollOuts.beginIfFree(job.next(), (before, generation) -> {
                Desired live = before.filter(one -> one.release().isPresent() && !one.deployment().equals(job.id()) && !one.stopped())
                        .orElseThrow(() -> new DeployException(Problem.PROJECT_BUSY, "Another node was first"));
                return live.restarted(job.id(), generation, manner, membership.time() + manner.timeout());
            });
        } catch (DeployException e) {
            if (e.problem() != Problem.PROJECT_BUSY) {
                throw e;
            }
            LOG.log(System.Logger.Level.DEBUG, "Restart {0} waits: {1}", job.id(), e.detail());
        }
    }
}
