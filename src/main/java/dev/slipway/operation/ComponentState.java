package dev.slipway.operation;

import dev.slipway.codec.DeploymentObject;
import dev.slipway.deploy.Activator;
import dev.slipway.deploy.Deployments;
import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Role;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.release.ReleaseStore;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        Optional<DeploymentId> live = releases.live(project);
        List<DeploymentId> kept = releases.kept(project);
        List<Deployment> running = deployments.running(project);
        if (live.isEmpty() && kept.isEmpty() && running.isEmpty()) {
            throw new DeployException(Problem.NOT_FOUND, "No project " + project + " is live");
        }
        Map<String, @Nullable Object> state = new LinkedHashMap<>();
        state.put("project", project.value());
        state.put("deployment_id", live.map(DeploymentId::value).orElse(null));
        state.put("live", live.flatMap(id -> deployments.whichMadeLive(project, id)).map(DeploymentObject::summary)
                .orElse(null));
        state.put("previous", activator.previous(project).map(DeploymentId::value).orElse(null));
        state.put("running", running.stream().map(DeploymentObject::summary).toList());
        state.put("releases", kept.stream().sorted(Comparator.reverseOrder()).map(id -> release(id, live)).toList());
        return state;
    }

    private Map<String, Object> release(DeploymentId id, Optional<DeploymentId> live) {
        Map<String, @Nullable Object> release = new LinkedHashMap<>();
        release.put("release_id", id.value());
        release.put("live", live.equals(Optional.of(id)));
        release.put("status", deployments.find(id).map(found -> found.deployment().status().label()).orElse(null));
        return release;
    }
}
