package dev.slipway.operation;

import dev.slipway.deploy.Deployments;
import dev.slipway.deploy.Run;
import dev.slipway.model.Caller;
import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Role;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.rollout.Cluster;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** {@code cancel_deployment}: ends a running deployment; whoever uploads it is told who did. */
public final class CancelDeployment implements Operation {
    /** Its name on the wire. */
    public static final String NAME = "cancel_deployment";

    private final Deployments deployments;
    private final Optional<Cluster> cluster;

    /** @param cluster of which this server is a node, if it is one */
    public CancelDeployment(Deployments deployments, Optional<Cluster> cluster) {
        this.deployments = deployments;
        this.cluster = cluster;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Role role() {
        return Role.DEPLOYER;
    }

    @Override
    public boolean namesProject() {
        return false;
    }

    @Override
    public Job prepare(Call call) {
        DeploymentId id = new Fields(call.fields()).requireDeploymentId("deployment_id");
        return Job.of(() -> cancel(id, call.caller()));
    }

    /** Blocks, for seconds where another server has to answer. */
    Answer cancel(DeploymentId id, Caller caller) {
        Optional<Run> run = deployments.running(id);
        Deployment known = run.map(Run::deployment).orElseGet(() -> GetDeployment.require(deployments, id).deployment());
        caller.requireProject(known.project());
        boolean here = run.isPresent() && deployments.cancel(run.get(), caller);
        if (!here && known.status().terminal()) {
            throw new DeployException(Problem.NOT_POSSIBLE_NOW, "Deployment " + id + " has ended");
        } else if (!here) {
            cluster.orElseThrow(() -> GetDeployment.elsewhere(known)).cancel(known.project(), id, caller.name());
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("message", "Cancelled: " + known.project());
        answer.put("deployment_id", id.value());
        return new Answer.Value(answer);
    }
}
