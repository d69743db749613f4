package dev.slipway.operation;

import dev.slipway.deploy.Deployments;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Role;

/**
 * {@code end_deployment}: what {@code DELETE} means for a deployment that does not run on this server. One that runs on another is
 * cancelled; of one that has ended the archive goes.
 */
public final class EndDeployment implements Operation {
    /** Its name on the wire. */
    public static final String NAME = "end_deployment";

    private final Deployments deployments;
    private final CancelDeployment cancel;
    private final DeleteDeploymentPayload delete;

    public EndDeployment(Deployments deployments, CancelDeployment cancel, DeleteDeploymentPayload delete) {
        this.deployments = deployments;
        this.cancel = cancel;
        this.delete = delete;
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
        return Job.of(() -> {
            if (!GetDeployment.require(deployments, id).deployment().status().terminal()) {
                return cancel.cancel(id, call.caller());
            }
            call.caller().require(delete.role());
            return delete.delete(id, call.caller());
        });
    }
}
