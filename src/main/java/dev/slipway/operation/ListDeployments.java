package dev.slipway.operation;

import dev.slipway.codec.DeploymentObject;
import dev.slipway.deploy.Deployments;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Role;
import dev.slipway.model.Status;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.records.Filter;
import dev.slipway.records.Records;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code list_deployments}: the history, newest first, filtered and in pages; a long one is made while it is sent. */
public final class ListDeployments implements Operation {
    /** Its name on the wire. */
    public static final String NAME = "list_deployments";

    private static final long USUAL = DeploymentPages.PAGE;

    private final Deployments deployments;

    public ListDeployments(Deployments deployments) {
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
        Filter filter = Filter.ALL.with(statuses(fields)).between(time(fields, "since"), time(fields, "until"));
        Optional<ProjectName> project = fields.text("project").filter(name -> !name.isEmpty()).map(ProjectName::new);
        Filter wanted = project.map(filter::of).orElse(filter);
        int limit = fields.bounded("limit", USUAL, Records.MAX_PAGE);
        int offset = fields.bounded("offset", 0, Integer.MAX_VALUE);
        DeploymentPages pages = new DeploymentPages(deployments, wanted, limit, offset, call.format());
        return Job.of(() -> limit > DeploymentPages.PAGE
                ? new Answer.Content(call.format().mediaType(), Map.of(), pages) : onePage(wanted, limit, offset));
    }

    private Answer onePage(Filter wanted, int limit, int offset) {
        Records.Page page = deployments.list(wanted, limit, offset);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("deployments", page.deployments().stream()
                .map(stored -> DeploymentObject.summary(stored.deployment())).toList());
        answer.put("total", page.total());
        return new Answer.Value(answer);
    }

    private static Optional<Long> time(Fields fields, String name) {
        try {
            return fields.whole(name);
        } catch (DeployException e) {
            throw new DeployException(e.problem(), e.detail() + ": milliseconds since 1970-01-01T00:00Z", e);
        }
    }

    /** One or several, separated by commas. */
    private static Set<Status> statuses(Fields fields) {
        Set<Status> statuses = EnumSet.noneOf(Status.class);
        for (String label : fields.text("status").orElse("").split(",")) {
            if (!label.isBlank()) {
                statuses.add(Status.of(label.strip()).orElseThrow(() -> new DeployException(Problem.INVALID_REQUEST,
                        "'status' must be one of " + Arrays.stream(Status.values()).map(Status::label)
                                .collect(Collectors.joining(", ")))));
            }
        }
        return statuses;
    }
}
