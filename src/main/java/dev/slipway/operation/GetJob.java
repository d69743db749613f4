package dev.slipway.operation;

import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectWriter;
import dev.slipway.codec.PeerResults;
import dev.slipway.deploy.Deployments;
import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Role;
import dev.slipway.model.Status;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.rollout.RestartJob;
import dev.slipway.rollout.Restarts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code get_job}: how far a restart is, or a deployment. Answered by any server of a cluster, in the form of Harper's: a list
 * of one.
 */
public final class GetJob implements Operation {
    /** Its name on the wire. */
    public static final String NAME = "get_job";

    private static final byte CBOR_LIST_OF_ONE = (byte) 0x81;

    private final Restarts restarts;
    private final Deployments deployments;

    public GetJob(Restarts restarts, Deployments deployments) {
        this.restarts = restarts;
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
        DeploymentId id = new Fields(call.fields()).requireDeploymentId("id");
        return Job.of(() -> {
            Map<String, @Nullable Object> job = restarts.find(id).map(GetJob::object).or(() ->
                    deployments.find(id).map(found -> object(found.deployment()))).orElseThrow(
                            () -> new DeployException(Problem.NOT_FOUND, "There is no job " + id));
            return listOf(job, call.format());
        });
    }

    private static Answer listOf(Map<String, @Nullable Object> job, Format format) {
        byte[] object = ObjectWriter.write(job, format);
        return new Answer.Content(format.mediaType(), Map.of(), out -> {
            out.write(format == Format.JSON ? '[' : CBOR_LIST_OF_ONE);
            out.write(object);
            if (format == Format.JSON) {
                out.write(']');
            }
        });
    }

    private static Map<String, @Nullable Object> object(RestartJob job) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("id", job.id().value());
        object.put("type", job.type());
        object.put("user", job.user());
        object.put("status", job.endedAt().isEmpty() ? "IN_PROGRESS" : job.failure().isEmpty() ? "COMPLETE" : "ERROR");
        object.put("message", job.failure().orElse("Restarted " + job.restarted() + " of " + job.projects().size()
                + (job.projects().size() == 1 ? " project" : " projects")));
        times(object, job.createdAt(), job.endedAt());
        object.put("projects", job.projects().stream().map(project -> (Object) project.value()).toList());
        object.put("peer_results", job.results());
        return object;
    }

    private static Map<String, @Nullable Object> object(Deployment deployment) {
        Status status = deployment.status();
        boolean good = status == Status.SUCCESS || status == Status.STAGED;
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("id", deployment.id().value());
        object.put("type", deployment.kind() == Deployment.Kind.ROLLBACK ? RollbackComponent.NAME : DeployComponent.NAME);
        object.put("user", deployment.origin().user());
        object.put("status", !status.terminal() ? "IN_PROGRESS" : good ? "COMPLETE" : "ERROR");
        object.put("message", deployment.error().map(Deployment.Failure::message).orElse(
                "Deployment of " + deployment.project() + ": " + status.label()));
        times(object, deployment.course().startedAt(), deployment.course().completedAt());
        object.put("projects", List.of(deployment.project().value()));
        object.put("peer_results", PeerResults.of(deployment.events()));
        return object;
    }

    private static void times(Map<String, @Nullable Object> object, long created, Optional<Long> ended) {
        object.put("created_datetime", created);
        object.put("start_datetime", created);
        object.put("end_datetime", ended.orElse(null));
    }
}
