package dev.slipway.operation;

import dev.slipway.deploy.Deployments;
import dev.slipway.deploy.KeptArchives;
import dev.slipway.model.Caller;
import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Role;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code delete_deployment_payload}: lets a deployment keep its archive no longer. May be called again. */
public final class DeleteDeploymentPayload implements Operation {
    /** Its name on the wire. */
    public static final String NAME = "delete_deployment_payload";

    private final Deployments deployments;
    private final KeptArchives archives;

    public DeleteDeploymentPayload(Deployments deployments, KeptArchives archives) {
        this.deployments = deployments;
        this.archives = archives;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Role role() {
        return Role.ADMIN;
    }

    @Override
    public boolean namesProject() {
        return false;
    }

    @Override
    public Job prepare(Call call) {
        DeploymentId id = new Fields(call.fields()).requireDeploymentId("deployment_id");
        return Job.of(() -> delete(id, call.caller()));
    }

    Answer delete(DeploymentId id, Caller caller) {
        Deployment known = GetDeployment.require(deployments, id).deployment();
        caller.requireProject(known.project());
        if (!known.status().terminal()) {
            throw new DeployException(Problem.NOT_POSSIBLE_NOW, "Deployment " + id + " has not ended yet");
        }
        long freed = archives.drop(id);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("message", "Deleted the payload of deployment " + id);
        answer.put("deployment_id", id.value());
        answer.put("freed_bytes", freed);
        return new Answer.Value(answer);
    }
}
