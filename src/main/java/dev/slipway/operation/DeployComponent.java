package dev.slipway.operation;

import dev.slipway.deploy.Activator;
import dev.slipway.deploy.DeployRequest;
import dev.slipway.deploy.DeployRequest.Wish;
import dev.slipway.deploy.Deployer;
import dev.slipway.deploy.DeploymentAnswer;
import dev.slipway.deploy.Deployments;
import dev.slipway.deploy.Followed;
import dev.slipway.deploy.RetryKeys;
import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Role;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.util.Map;
import java.util.Optional;

/**
 * {@code deploy_component}: makes the archive that comes with the call the live release of a project, or keeps it as a
 * release ({@code activate} false), or makes a release live that is kept ({@code deployment_id}).
 */
public final class DeployComponent implements Operation {
    /** Its name on the wire. */
    public static final String NAME = "deploy_component";

    private final Deployer deployer;
    private final Activator activator;
    private final Deployments deployments;

    public DeployComponent(Deployer deployer, Activator activator, Deployments deployments) {
        this.deployer = deployer;
        this.activator = activator;
        this.deployments = deployments;
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
            return activation(new Activator.Request(project, id, call.caller(), wanted.wish().message(),
                    wanted.wish().restart()), wanted.release().get());
        }
        Optional<Digest> key = call.retryKey().map(text -> RetryKeys.hash(call.caller().name(), text));
        Optional<DeploymentId> same = key.flatMap(
                known -> deployments.retryKeys().use(known, id, project, call.declared()));
        if (same.isPresent()) {
            return repeated(same.get(), call.events());
        }
        try {
            return new DeployJob(deployer, new DeployRequest(project, id, call.caller(), call.declared(), wanted.wish(),
                    wanted.queue(), key), wanted.warnings());
        } catch (RuntimeException e) {
            key.ifPresent(known -> deployments.retryKeys().free(known, id));
            throw e;
        }
    }

    private Job activation(Activator.Request request, DeploymentId release) {
        return Job.of(() -> new Answer.Value(
                DeploymentAnswer.given(activator.activate(request, release)).orElse(Map.of())));
    }

    /** A request that was sent before is answered as it was then, without looking at its payload. */
    private Job repeated(DeploymentId id, boolean events) {
        if (deployments.running(id).map(run -> !run.deployment().status().terminal()).orElse(false)) {
            throw DeployException.busy(id.value(),
                    "The request with this Idempotency-Key is being carried out: deployment " + id);
        }
        return Job.ignoringPayload(() -> {
            Followed found = deployments.find(id).orElseThrow(() -> new DeployException(
                    Problem.RECORDS_FAILED, "The record of deployment " + id + ", which has this Idempotency-Key, is gone"));
            if (events) {
                return new Answer.Events(found);
            }
            Deployment before = found.deployment();
            return new Answer.Value(DeploymentAnswer.given(before).orElseThrow(() -> again(before)));
        });
    }

    private static DeployException again(Deployment before) {
        Deployment.Failure failure = before.error().orElse(
                new Deployment.Failure("It has not ended", Problem.PROJECT_BUSY.code(), before.course().phase()));
        for (Problem problem : Problem.values()) {
            if (problem.code().equals(failure.code())) {
                return new DeployException(problem, failure.message());
            }
        }
        return new DeployException(Problem.INTERNAL, failure.message());
    }
}
