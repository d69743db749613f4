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
    private final Records records;

    Endings(Records records) {
        this.records = records;
    }

    void end(Desired desired, List<NodeResult> results, Step.End end) {
        Optional<Records.Stored> stored = records.get(desired.deployment());
        if (stored.isEmpty() || stored.get().deployment().status().terminal()) {
            return;
        }
        Deployment deployment = stored.get().deployment();
        for (NodeResult result : results) {
            deployment = RecordEnd.told(deployment, DeploymentEvent.SERVER, result.object());
        }
        Deployment ended = end.reason().isEmpty() ? RecordEnd.succeeded(deployment, Status.SUCCESS)
                : RecordEnd.failed(deployment, desired.undoes().isPresent() ? Status.ROLLED_BACK : Status.FAILED,
                        end.reason().get().message(),
                        end.partly() ? Problem.PARTLY_LIVE.code() : end.reason().get().code());
        records.put(ended, stored.get().version());
    }
}
