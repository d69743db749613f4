package dev.slipway.operation;

import dev.slipway.codec.DeploymentObject;
import dev.slipway.deploy.Activator;
import dev.slipway.deploy.Deployments;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Role;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.release.ReleaseStore;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code get_component_state}: what is live of a project, what a rollback would go to, what runs, what is kept. */
public final class ComponentState implements Operation {
    /** Its name on the wire. */
    public static final String NAME = "get_component_state";

    private final ReleaseStore releases;
    private final Deployments deployments;
    private final Activator activator;

    public ComponentState(ReleaseStore releases, Deployments deployments, Activator activator) {
        this.releases = releases;
        this.deployments = deployments;
        this.activator = activator;
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
        ProjectName project = new Fields(call.fields()).project();
        return Job.of(() -> new Answer.Value(state(project)));
    }

    private Map<String, Object> state(ProjectName project) {
        DeploymentId live = releases.live(project)
                .orElseThrow(() -> new DeployException(Problem.NOT_FOUND, "No project " + project + " is live"));
        Map<String, @Nullable Object> state = new LinkedHashMap<>();
        state.put("project", project.value());
        state.put("deployment_id", live.value());
        state.put("live", deployments.whichMadeLive(project, live).map(DeploymentObject::summary).orElse(null));
        state.put("previous", activator.previous(project).map(DeploymentId::value).orElse(null));
        state.put("running", deployments.running(project).stream().map(DeploymentObject::summary).toList());
        state.put("releases", releases.kept(project).stream().map(DeploymentId::value).toList());
        return state;
    }
}
