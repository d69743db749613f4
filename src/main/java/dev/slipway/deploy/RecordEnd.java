package dev.slipway.deploy;

import dev.slipway.model.Deployment;
import dev.slipway.model.Deployment.Course;
import dev.slipway.model.Deployment.Failure;
import dev.slipway.model.Deployment.PhaseTime;
import dev.slipway.model.DeploymentEvent;
import dev.slipway.model.Phase;
import dev.slipway.model.Status;
import dev.slipway.problem.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the record of a deployment ends whose process is gone. Stateless; any thread. */
public final class RecordEnd {
    /** More events than followers may have been told of before they were recorded: their ids are not given again. */
    private static final long UNRECORDED = 10_000;

    private RecordEnd() {}

    /** How a deployment ends that failed so. */
    public static Status status(Problem problem) {
        return switch (problem) {
            case CANCELLED -> Status.CANCELLED;
            case HEALTH_FAILED, HOOK_FAILED, OVERTAKEN -> Status.ROLLED_BACK;
            default -> Status.FAILED;
        };
    }

    /** It went well. @param status staged or success */
    public static Deployment succeeded(Deployment deployment, Status status) {
        return ended(deployment, status, Optional.empty(), DeploymentEvent.DONE,
                Map.of("result", DeploymentAnswer.of(deployment, status)));
    }

    /** It did not go well. @param code of the table of problems, or of another reason */
    public static Deployment failed(Deployment deployment, Status status, String message, String code) {
        Phase phase = deployment.course().phase();
        Failure failure = new Failure(message, code, phase);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("message", failure.message());
        data.put("code", failure.code());
        data.put("phase", phase.label());
        data.put("deployment_id", deployment.id().value());
        return ended(deployment, status, Optional.of(failure), DeploymentEvent.ERROR, data);
    }

    /** The same with one more event. */
    public static Deployment told(Deployment deployment, String event, Map<String, ? extends @Nullable Object> data) {
        List<DeploymentEvent> events = new ArrayList<>(deployment.events());
        long last = events.stream().mapToLong(DeploymentEvent::id).max().orElse(0);
        events.add(new DeploymentEvent(last + UNRECORDED, event, System.currentTimeMillis(), new LinkedHashMap<>(data)));
        return deployment.with(events);
    }

    private static Deployment ended(Deployment deployment, Status status, Optional<Failure> failure, String event,
            Map<String, Object> data) {
        long time = System.currentTimeMillis();
        Course course = deployment.course();
        List<PhaseTime> phases = new ArrayList<>();
        for (PhaseTime phase : course.phases()) {
            phases.add(new PhaseTime(phase.phase(), phase.startedAt(),
                    phase.durationMillis().or(() -> Optional.of(Math.max(0, time - phase.startedAt())))));
        }
        return told(deployment, event, data).with(
                new Course(status, course.phase(), phases, course.startedAt(), Optional.of(time), failure));
    }
}
