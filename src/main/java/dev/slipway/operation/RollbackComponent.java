package dev.slipway.operation;

import dev.slipway.deploy.Activator;
import dev.slipway.deploy.Deployments;
import dev.slipway.deploy.Spread;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Role;
import java.util.Optional;

/** {@code rollback_component}: goes back to the release that was live before, or to a given one. */
public final class RollbackComponent implements Operation {
    /** Its name on the wire. */
    public static final String NAME = "rollback_component";

    private final Activator activator;
    private final RepeatedCalls repeated;

    public RollbackComponent(Activator activator, Deployments deployments) {
        this.activator = activator;
        this.repeated = new RepeatedCalls(deployments);
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
        Fields fields = new Fields(call.fields());
        ProjectName project = fields.project();
        Optional<DeploymentId> to = fields.deploymentId("to");
        Optional<String> message = DeployFields.message(fields);
        String restart = DeployFields.restart(fields);
        Spread spread = DeployFields.spread(fields);
        DeploymentId id = call.id().orElseGet(DeploymentId::next);
        return repeated.once(call, project, id, "roll back" + to.map(release -> " to " + release).orElse(""), key -> {
            Activator.Request request =
                    new Activator.Request(project, id, call.caller(), message, restart, key, spread);
            return Job.of(() -> Answer.of(activator.inTime(project, () -> activator.rollback(request, to))));
        });
    }
}
