package dev.slipway.operation;

import dev.slipway.model.ProjectName;
import dev.slipway.model.Role;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.rollout.RestartJob;
import dev.slipway.rollout.Restarts;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What {@code restart} and {@code restart_service} have in common. Stateless. */
final class RestartFields {
    /** What clients of Harper call all that serves components. */
    private static final Set<String> ALL = Set.of("http", "http_workers", "harperdb", "harper", "custom_functions", "all");

    private RestartFields() {}

    /** The project that a service is; empty for all of them. @throws DeployException when it is neither */
    static Optional<ProjectName> project(Fields fields) {
        String service = fields.text("service").filter(text -> !text.isEmpty()).orElseThrow(
                () -> new DeployException(Problem.INVALID_REQUEST, "'service' is required"));
        if (ALL.contains(service.toLowerCase(Locale.ROOT))) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ProjectName(service));
        } catch (DeployException e) {
            throw new DeployException(Problem.INVALID_REQUEST,
                    "Invalid service: name a project, or http_workers for all of them", e);
        }
    }

    /** All projects at once are for administrators of all. */
    static Job job(Restarts restarts, String type, Optional<ProjectName> project, Call call) {
        project.ifPresentOrElse(call.caller()::requireProject, () -> {
            call.caller().require(Role.ADMIN);
            call.caller().requireAllProjects();
        });
        boolean replicated = new Fields(call.fields()).flag("replicated").orElse(true);
        return Job.of(() -> {
            RestartJob job = restarts.begin(type, project, replicated, call.caller().name());
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("message", "Restarting " + String.join(", ", job.projects().stream().map(ProjectName::value).toList())
                    + (job.everywhere() ? " on every server, one after the other" : "") + ". get_job tells how far it is");
            answer.put("job_id", job.id().value());
            return new Answer.Value(answer);
        });
    }
}
