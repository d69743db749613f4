package dev.slipway.operation;

import dev.slipway.codec.Format;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Role;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.release.ReleaseStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code get_components}: the files of all live components, or of the one in the field {@code project}. */
public final class GetComponents implements Operation {
    /** Its name on the wire. */
    public static final String NAME = "get_components";

    private final ReleaseStore releases;

    public GetComponents(ReleaseStore releases) {
        this.releases = releases;
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
        Optional<ProjectName> wanted =
                new Fields(call.fields()).text("project").filter(name -> !name.isEmpty()).map(ProjectName::new);
        return Job.of(() -> trees(wanted.map(this::live).orElseGet(releases::projects), call.format()));
    }

    private List<ProjectName> live(ProjectName project) {
        if (releases.live(project).isEmpty()) {
            throw new DeployException(Problem.NOT_FOUND, "No project " + project + " is live");
        }
        return List.of(project);
    }

    private Answer trees(List<ProjectName> projects, Format format) {
        return new Answer.Content(format.mediaType(), Map.of(), new ComponentTrees(releases, projects, format));
    }
}
