package dev.slipway.operation;

import dev.slipway.deploy.Activator;
import dev.slipway.deploy.DeployRequest;
import dev.slipway.deploy.Deployer;
import dev.slipway.deploy.Deployments;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Role;

/**
 * {@code deploy_component}: makes the archive that comes with the call the live release of a project, or keeps it as a
 * release ({@code activate} false), or makes a release live that is kept ({@code deployment_id}).
 */
public final class DeployComponent implements Operation {
    /** Its name on the wire. */
    public static final String NAME = "deploy_component";

    private final Deployer deployer;
    private final Activator activator;
    private final RepeatedCalls repeated;

    public DeployComponent(Deployer deployer, Activator activator, Deployments deployments) {
        this.deployer = deployer;
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
        DeployFields wanted = DeployFields.read(fields);
        DeploymentId id = call.id().orElseGet(DeploymentId::next);
        if (wanted.release().isPresent()) {
            DeploymentId release = wanted.release().get();
            return repeated.once(call, project, id, "activate release " + release, key -> {
                Activator.Request request = new Activator.Request(project, id, call.caller(), wanted.wish().message(),
                        wanted.wish().restart(), key, wanted.wish().spread());
                return Job.of(() -> Answer.of(activator.inTime(project, () -> activator.activate(request, release))));
            });
        }
        String asked = wanted.wish().activate() ? "make an archive live" : "keep an archive as a release";
        return repeated.once(call, project, id, asked, key -> new DeployJob(deployer, new DeployRequest(project, id,
                call.caller(), call.declared(), wanted.wish(), wanted.queue(), key), wanted.warnings()));
    }
}
