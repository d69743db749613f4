package dev.slipway.operation;

import dev.slipway.deploy.DeploymentAnswer;
import dev.slipway.deploy.Deployments;
import dev.slipway.deploy.Followed;
import dev.slipway.deploy.RetryKeys;
import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.util.Optional;
import java.util.function.Function;

/** Has a request that is sent again under its {@code Idempotency-Key} answered as before, without doing it again. */
final class RepeatedCalls {
    private final Deployments deployments;

    RepeatedCalls(Deployments deployments) {
        this.deployments = deployments;
    }

    /**
     * The job of a call: a new one, or the one that answers as before. Does not block.
     *
     * @param id the deployment that a new one is
     * @param asked what is asked for, as {@link RetryKeys#use} compares it
     * @param fresh makes the new one, with what the key is kept as
     * @throws DeployException {@link Problem#PROJECT_BUSY} while the first is being carried out,
     *     {@link Problem#RETRY_KEY_REUSED}, or what making the new one throws
     */
    Job once(Call call, ProjectName project, DeploymentId id, String asked, Function<Optional<Digest>, Job> fresh) {
        Optional<Digest> key = call.retryKey().map(text -> RetryKeys.hash(call.caller().name(), text));
        Optional<DeploymentId> same = key.flatMap(
                known -> deployments.retryKeys().use(known, id, project, asked, call.declared()));
        if (same.isPresent()) {
            return repeated(same.get(), call.events());
        }
        try {
            return fresh.apply(key);
        } catch (RuntimeException e) {
            key.ifPresent(known -> deployments.retryKeys().free(known, id));
            throw e;
        }
    }

    private Job repeated(DeploymentId id, boolean events) {
        if (deployments.running(id).map(run -> !run.deployment().status().terminal()).orElse(false)) {
            throw running(id);
        }
        return Job.ignoringPayload(() -> {
            Followed found = deployments.find(id).filter(one -> one.deployment().status().terminal())
                    .orElseThrow(() -> running(id));
            if (events) {
                return new Answer.Events(found);
            }
            Deployment before = found.deployment();
            return new Answer.Value(DeploymentAnswer.given(before).orElseThrow(() -> again(before)));
        });
    }

    /** It may have begun a moment ago, and not be known yet. */
    private static DeployException running(DeploymentId id) {
        return DeployException.busy(id.value(),
                "The request with this Idempotency-Key is being carried out: deployment " + id);
    }

    private static DeployException again(Deployment before) {
        for (Problem problem : Problem.values()) {
            if (before.error().filter(error -> error.code().equals(problem.code())).isPresent()) {
                return new DeployException(problem, before.error().orElseThrow().message());
            }
        }
        return new DeployException(Problem.INTERNAL, "Deployment " + before.id() + " ended as " + before.status().label());
    }
}
