package dev.slipway.operation;

import dev.slipway.deploy.Deployments;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Role;
import dev.slipway.release.ReleaseStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code list_components}: the projects that have a live release, sorted by name. */
public final class ListComponents implements Operation {
    /** Its name on the wire. */
    public static final String NAME = "list_components";

    private final ReleaseStore releases;
    private final Deployments deployments;

    public ListComponents(ReleaseStore releases, Deployments deployments) {
        this.releases = releases;
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
        return Job.of(() -> {
            List<Map<String, Object>> components = new ArrayList<>();
            for (ProjectName project : releases.projects()) {
                Optional<DeploymentId> live = releases.live(project);
                live.ifPresent(id -> components.add(component(project, id)));
            }
            return new Answer.Value(Map.of("components", components));
        });
    }

    private Map<String, Object> component(ProjectName project, DeploymentId live) {
        Map<String, @Nullable Object> component = new LinkedHashMap<>();
        component.put("project", project.value());
        component.put("deployment_id", live.value());
        component.put("since", deployments.whichMadeLive(project, live)
                .flatMap(deployment -> deployment.course().completedAt()).orElse(null));
        return component;
    }
}
