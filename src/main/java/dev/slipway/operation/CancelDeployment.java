package dev.slipway.operation;

import dev.slipway.deploy.Deployments;
import dev.slipway.deploy.Run;
import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Role;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code cancel_deployment}: ends a running deployment; whoever uploads it is told who did. */
public final class CancelDeployment implements Operation {
    /** Its name on the wire. */
    public static final String NAME = "cancel_deployment";

    private final Deployments deployments;

    public CancelDeployment(Deployments deployments) {
        this.deployments = deployments;
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
    public Job prepare(Call call) {
        DeploymentId id = new Fields(call.fields()).requireDeploymentId("deployment_id");
        return Job.of(() -> {
            Run run = deployments.running(id).orElseThrow(() -> {
                Deployment known = GetDeployment.require(deployments, id).deployment();
                return known.status().terminal()
                        ? new DeployException(Problem.NOT_POSSIBLE_NOW, "Deployment " + id + " has ended")
                        : GetDeployment.elsewhere(known);
            });
            deployments.cancel(run, call.caller());
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("message", "Cancelled: " + run.deployment().project());
            answer.put("deployment_id", id.value());
            return new Answer.Value(answer);
        });
    }
}
