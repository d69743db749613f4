package dev.slipway.operation;

import dev.slipway.codec.DeploymentObject;
import dev.slipway.deploy.Deployments;
import dev.slipway.deploy.Followed;
import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Role;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;

/** {@code get_deployment}: the record of a deployment, or its events for those who follow it. */
public final class GetDeployment implements Operation {
    /** Its name on the wire. */
    public static final String NAME = "get_deployment";

    private final Deployments deployments;

    public GetDeployment(Deployments deployments) {
        this.deployments = deployments;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Role role() {
        return Role.VIEWER;
    }

    @Override
    public Job prepare(Call call) {
        DeploymentId id = new Fields(call.fields()).requireDeploymentId("deployment_id");
        return Job.of(() -> {
            Followed found = require(deployments, id);
            if (call.events() && !found.deployment().status().terminal() && deployments.running(id).isEmpty()) {
                throw elsewhere(found.deployment());
            }
            return call.events() ? new Answer.Events(found)
                    : new Answer.Value(DeploymentObject.whole(found.deployment()));
        });
    }

    /** Only the server that carries a deployment out hears of it while it runs. */
    static DeployException elsewhere(Deployment deployment) {
        return new DeployException(Problem.NOT_POSSIBLE_NOW, "Deployment " + deployment.id() + " is "
                + deployment.status().label() + " on another server, " + deployment.origin().node()
                + ", or has not been settled yet after a start");
    }

    /** @throws DeployException {@link Problem#NOT_FOUND} when there is none */
    static Followed require(Deployments deployments, DeploymentId id) {
        return deployments.find(id).orElseThrow(
                () -> new DeployException(Problem.NOT_FOUND, "No deployment " + id + " is known here"));
    }
}
