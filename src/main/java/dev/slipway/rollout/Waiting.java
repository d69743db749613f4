package dev.slipway.rollout;

import dev.slipway.deploy.Fleet;
import dev.slipway.deploy.Run;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Phase;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.rollout.RollOutPlan.Step;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Somebody on this node who waits for the end of a roll-out, and what its followers hear meanwhile. One thread, but for cancelling. */
final class Waiting {
    private final ProjectName project;
    private final DeploymentId deployment;
    private final Optional<Run> run;
    private final CompletableFuture<Fleet.Taken> end = new CompletableFuture<>();
    private final Map<String, NodeResult> told = new HashMap<>();
    private volatile @Nullable DeployException cancelled;
    private volatile @Nullable DeployException doubt;
    private volatile long generation = Long.MAX_VALUE;

    Waiting(ProjectName project, DeploymentId deployment, Optional<Run> run) {
        this.project = project;
        this.deployment = deployment;
        this.run = run;
    }

    ProjectName project() {
        return project;
    }

    DeploymentId deployment() {
        return deployment;
    }

    CompletableFuture<Fleet.Taken> end() {
        return end;
    }

    /** It is written, as this generation. */
    void posted(long as) {
        generation = as;
    }

    long generation() {
        return generation;
    }

    /** It may be written or not: the answer was lost. */
    void doubt(DeployException reason) {
        doubt = reason;
    }

    /** It is written. */
    void sure() {
        doubt = null;
    }

    Optional<DeployException> doubt() {
        return Optional.ofNullable(doubt);
    }

    /** Whether what is written is older than that for which it waits. */
    boolean isAhead(Desired of) {
        return of.generation() < generation;
    }

    /** It is to be taken back, if that is still possible. Any thread. */
    void cancel(DeployException reason) {
        cancelled = reason;
    }

    Optional<DeployException> cancelled() {
        return Optional.ofNullable(cancelled);
    }

    /** From now on it cannot be cancelled. @return false when it was before */
    boolean beyondCancel() {
        try {
            run.ifPresent(Run::beyondCancel);
            return true;
        } catch (DeployException e) {
            cancelled = e;
            return false;
        }
    }

    /** Tells followers how far it is: each node once, when it is known how it took it. */
    void news(Step step, List<NodeResult> results) {
        if (run.isEmpty()) {
            return;
        }
        if (step instanceof Step.Wait wait && wait.forHolders()) {
            run.get().enter(Phase.WAITING_FOR_HOLDER);
        } else if (step instanceof Step.Switch) {
            run.get().enter(Phase.ACTIVATING);
        }
        tell(results);
    }

    private void tell(List<NodeResult> results) {
        results.stream().filter(result -> result.success().isPresent()).forEach(this::tell);
    }

    /** Why a node failed is worth more than that it went back with the others. */
    private void tell(NodeResult result) {
        NodeResult before = told.get(result.node());
        if (before == null || !before.success().equals(result.success())) {
            told.put(result.node(), result);
            run.ifPresent(known -> known.server(result.object()));
        }
    }

    /** It has ended. */
    void ended(List<NodeResult> results, boolean partly, Optional<Trouble> reason) {
        tell(results);
        run.ifPresent(known -> results.forEach(result -> {
            if (!told.containsKey(result.node())) {
                known.server(result.object());
            }
        }));
        if (reason.isEmpty()) {
            end.complete(new Fleet.Taken(results.stream().map(NodeResult::object).toList()));
            return;
        }
        DeployException cancel = cancelled;
        end.completeExceptionally(cancel != null && cancel.detail().equals(reason.get().message()) ? cancel
                : failure(partly, reason.get()));
    }

    /** What clients are told. @param partly whether some nodes have it live */
    static DeployException failure(boolean partly, Trouble reason) {
        if (partly) {
            return new DeployException(Problem.PARTLY_LIVE, reason.message());
        }
        for (Problem problem : new Problem[] {Problem.HEALTH_FAILED, Problem.HOOK_FAILED, Problem.VERIFY_FAILED, Problem.CANCELLED}) {
            if (problem.code().equals(reason.code())) {
                return new DeployException(problem, reason.message());
            }
        }
        return new DeployException(Problem.NOT_REPLICATED, reason.message());
    }

    /** Another roll-out of the project has come in between. */
    void superseded(Desired by) {
        end.completeExceptionally(new DeployException(Problem.OVERTAKEN, "Deployment " + by.deployment()
                + " took the place of this one before it had ended: " + by.release().map(release -> "release " + release
                + " is to be live now").orElse("nothing is to be live now")));
    }
}
