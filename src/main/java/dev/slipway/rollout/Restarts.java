package dev.slipway.rollout;

import dev.slipway.deploy.Replica;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.records.Records;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Restarts what serves projects: on every node of the cluster, so many at a time, or on this server alone. What there is of a
 * restart is written in the records. One for the server; methods block, workers only.
 */
public final class Restarts {
    private static final System.Logger LOG = System.getLogger(Restarts.class.getName());

    private final RestartJobs jobs;
    private final Replica replica;
    private final Optional<Cluster> cluster;
    private final Server server;
    private final Executor threads;

    /**
     * This server.
     *
     * @param name shown to people
     * @param home id of its home directory
     */
    public record Server(String name, String home) {}

    /**
     * @param cluster of which this server is a node, if it is one
     * @param threads run the restart commands of this server; may block
     */
    public Restarts(Records records, Replica replica, Optional<Cluster> cluster, Server server, Executor threads) {
        this.jobs = new RestartJobs(records.entries());
        this.replica = replica;
        this.cluster = cluster;
        this.server = server;
        this.threads = threads;
    }

    /** Ends what an earlier process of this server left; once, at the start. What cannot be written now stays open. */
    public void settle() {
        try {
            jobs.open().stream().filter(posted -> !posted.job().everywhere() && posted.job().home().equals(server.home()))
                    .forEach(posted -> jobs.put(posted.job().failed("The server stopped before it had ended",
                            System.currentTimeMillis()), posted.version()));
        } catch (DeployException e) {
            LOG.log(System.Logger.Level.WARNING, "Restarts that were cut off are not settled: {0}", e.detail());
        }
    }

    /**
     * Begins a restart.
     *
     * @param type name of the operation
     * @param project the only one; empty for all that have a restart command on this server
     * @param replicated whether every node does it
     * @throws DeployException {@link Problem#NOT_FOUND} when nothing of it is live, {@link Problem#NOT_POSSIBLE_NOW} where there
     *     is no command to run
     */
    public RestartJob begin(String type, Optional<ProjectName> project, boolean replicated, String user) {
        boolean everywhere = replicated && cluster.isPresent();
        List<ProjectName> live = everywhere ? cluster.orElseThrow().projects() : replica.projects();
        List<ProjectName> chosen = project.map(List::of).orElse(live);
        if (!live.containsAll(chosen)) {
            throw new DeployException(Problem.NOT_FOUND, "No project " + project.orElseThrow() + " is live");
        }
        List<ProjectName> restarted = chosen.stream().filter(replica::restarts).toList();
        if (restarted.isEmpty()) {
            throw new DeployException(Problem.NOT_POSSIBLE_NOW, (live.isEmpty() ? "Nothing is live here"
                    : "This server has no restart command for " + project.map(name -> "project " + name).orElse("any project that is live"))
                    + ". Set slipway.restart-command, or slipway.project.NAME.restart-command for one project, on each server");
        }
        RestartJob job = new RestartJob(DeploymentId.next(), type, user, everywhere, server.home(), restarted, List.of(), 0,
                System.currentTimeMillis(), Optional.empty(), Optional.empty());
        long version = jobs.put(job, 0);
        if (!everywhere) {
            threads.execute(() -> restart(job, version));
        }
        return job;
    }

    /** A restart that was begun on any node. */
    public Optional<RestartJob> find(DeploymentId id) {
        return jobs.find(id);
    }

    private void restart(RestartJob begun, long first) {
        RestartJob job = begun;
        long version = first;
        try {
            while (job.endedAt().isEmpty()) {
                NodeResult result = restart(job.next(), job.id());
                job = job.with(List.of(result), result.trouble(), System.currentTimeMillis());
                version = jobs.put(job, version);
            }
        } catch (DeployException e) {
            LOG.log(System.Logger.Level.WARNING, "The end of restart {0} is not recorded: {1}", begun.id(), e.detail());
        }
    }

    private NodeResult restart(ProjectName project, DeploymentId job) {
        long began = System.currentTimeMillis();
        Optional<Trouble> trouble = Optional.empty();
        try {
            replica.restart(project, job);
        } catch (DeployException e) {
            trouble = Optional.of(new Trouble(e.problem().code(), e.detail()));
        }
        return new NodeResult(server.name(), Optional.of(trouble.isEmpty()), trouble, Optional.of(began),
                Optional.of(System.currentTimeMillis()));
    }
}
