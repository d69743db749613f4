package dev.slipway.rollout;

import dev.slipway.deploy.RecordEnd;
import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentEvent;
import dev.slipway.model.Status;
import dev.slipway.records.Records;
import dev.slipway.rollout.RollOutPlan.Step;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
        Deployment told = told(stored.get().deployment(), results);
        Deployment ended = end.reason().map(reason -> Waiting.failure(end.partly(), reason)).map(why -> RecordEnd.failed(
                told, RecordEnd.status(why.problem()), why.detail(), why.problem().code()))
                .orElseGet(() -> RecordEnd.succeeded(told, Status.SUCCESS));
        records.put(ended, stored.get().version());
    }

    /** What the node that is gone told of a failure stays. */
    private static Deployment told(Deployment deployment, List<NodeResult> results) {
        Map<String, Object> before = new HashMap<>();
        deployment.events().stream().filter(event -> event.name().equals(DeploymentEvent.SERVER))
                .forEach(event -> before.put(String.valueOf(event.data().get("node")), event.data().get("status")));
        Deployment all = deployment;
        for (NodeResult result : results) {
            if (!result.failed() || !"failed".equals(before.get(result.node()))) {
                all = RecordEnd.told(all, DeploymentEvent.SERVER, result.object());
            }
        }
        return all;
    }
}
