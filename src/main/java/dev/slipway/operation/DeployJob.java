package dev.slipway.operation;

import dev.slipway.deploy.DeployRequest;
import dev.slipway.deploy.Deployer;
import dev.slipway.deploy.Deploying;
import dev.slipway.deploy.DeploymentAnswer;
import dev.slipway.deploy.Followed;
import dev.slipway.deploy.Payload;
import dev.slipway.model.Deployment;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** One deployment of an archive that holds its project, or a place in the queue for it. */
final class DeployJob implements Job {
    private final Deploying deploying;

    /** Begins it, without blocking. @throws DeployException when it cannot begin */
    DeployJob(Deployer deployer, DeployRequest request, List<String> warnings) {
        this.deploying = deployer.begin(request);
        warnings.forEach(deploying.run()::warn);
    }

    @Override
    public Use payload() {
        return Use.WANTED;
    }

    @Override
    public void amend(Map<String, Object> fields) {
        DeployFields wanted = DeployFields.read(new Fields(fields));
        if (wanted.release().isPresent()) {
            throw new DeployException(Problem.INVALID_REQUEST, "Both payload and deployment_id cannot be provided");
        }
        deploying.amend(wanted.wish());
        wanted.warnings().forEach(deploying.run()::warn);
    }

    @Override
    public void endedBy(Consumer<DeployException> ending) {
        deploying.cancelledBy(ending);
    }

    @Override
    public Optional<Followed> deployment() {
        return Optional.of(deploying.run());
    }

    @Override
    public CompletionStage<Void> recorded() {
        return deploying.recorded();
    }

    @Override
    public Answer run(Payload payload) throws IOException {
        CompletableFuture<Deployment> ended = deploying.carryOut(payload).toCompletableFuture();
        if (ended.isDone() && !ended.isCompletedExceptionally()) {
            return answer(ended.join());
        }
        return new Answer.Later(ended.thenApply(DeployJob::answer));
    }

    private static Answer answer(Deployment deployment) {
        return new Answer.Value(DeploymentAnswer.given(deployment).orElseThrow());
    }

    @Override
    public void abandon(DeployException reason) {
        deploying.abandon(reason);
    }
}
