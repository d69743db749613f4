package dev.slipway.operation;

import dev.slipway.deploy.Deployments;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Role;
import dev.slipway.records.Records;
import dev.slipway.release.ReleaseStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code list_components}: the projects that have a live release, sorted by name. Fields: {@code limit} (1000 at most,
 * which is usual: each project costs a question to the records) and {@code offset}.
 */
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
        Fields fields = new Fields(call.fields());
        int limit = fields.bounded("limit", Records.MAX_PAGE, Records.MAX_PAGE);
        int offset = fields.bounded("offset", 0, Integer.MAX_VALUE);
        return Job.of(() -> {
            List<ProjectName> projects = releases.projects();
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("components", projects.stream().skip(offset).limit(limit).flatMap(this::component).toList());
            answer.put("total", (long) projects.size());
            return new Answer.Value(answer);
        });
    }

    /** None when it was dropped since. */
    private Stream<Map<String, Object>> component(ProjectName project) {
        return releases.live(project).stream().map(live -> component(project, live));
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
