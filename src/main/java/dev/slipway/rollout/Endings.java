package dev.slipway.rollout;

import dev.slipway.deploy.RecordEnd;
import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentEvent;
import dev.slipway.model.Status;
import dev.slipway.problem.Problem;
import dev.slipway.records.Records;
import dev.slipway.rollout.RollOutPlan.Step;
import java.util.List;
import java.util.Optional;

/** Ends the records of deployments whose node is gone, when another one has finished their roll-out. Blocks. */
final class Endings {
    private static final int ATTEMPTS = 5;

    private final Records records;

    Endings(Records records) {
        this.records = records;
    }

    /** Also when somebody else writes something to it meanwhile. */
    void end(Desired desired, List<NodeResult> results, Step.End end) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Records.Stored> stored = records.get(desired.deployment());
            if (stored.isEmpty() || stored.get().deployment().status().terminal()
                    || records.put(ended(stored.get().deployment(), desired, results, end), stored.get().version()).isPresent()) {
                return;
            }
        }
    }

    private static Deployment ended(Deployment running, Desired desired, List<NodeResult> results, Step.End end) {
        Deployment deployment = running;
        for (NodeResult result : results) {
            deployment = RecordEnd.told(deployment, DeploymentEvent.SERVER, result.object());
        }
        return end.reason().isEmpty() ? RecordEnd.succeeded(deployment, Status.SUCCESS)
                : RecordEnd.failed(deployment, desired.undoes().isPresent() ? Status.ROLLED_BACK : Status.FAILED,
                        end.reason().get().message(),
                        end.partly() ? Problem.PARTLY_LIVE.code() : end.reason().get().code());
    }
}
