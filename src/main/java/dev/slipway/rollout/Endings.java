package dev.slipway.rollout;

import dev.slipway.deploy.RecordEnd;
import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentEvent;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Status;
import dev.slipway.records.Filter;
import dev.slipway.records.Records;
import dev.slipway.rollout.RollOutPlan.Step;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Ends the records of deployments whose node is gone, when another one has finished their roll-out. Blocks. */
final class Endings {
    private static final int ATTEMPTS = 5;
    private static final Set<Status> RUNNING = Arrays.stream(Status.values()).filter(status -> !status.terminal())
            .collect(Collectors.toUnmodifiableSet());

    private final Records records;

    Endings(Records records) {
        this.records = records;
    }

    /** Also when somebody else writes something to it meanwhile. */
    void end(Desired desired, List<NodeResult> results, Step.End end) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Records.Stored> stored = records.get(desired.deployment());
            if (stored.isEmpty() || stored.get().deployment().status().terminal()
                    || records.put(ended(stored.get().deployment(), results, end), stored.get().version()).isPresent()) {
                return;
            }
        }
    }

    /**
     * Ends what ran on a node that never comes back, as failed.
     *
     * @param home of that node
     * @param rollingOut what others are still at
     */
    void endAllOf(String home, Predicate<Deployment> rollingOut) {
        int left = 0;
        Filter there = Filter.ALL.at(home).with(RUNNING);
        for (Records.Page page = records.list(there, Records.MAX_PAGE, left); !page.deployments().isEmpty();
                page = records.list(there, Records.MAX_PAGE, left)) {
            for (Records.Stored listed : page.deployments()) {
                left += rollingOut.test(listed.deployment()) || !fail(listed.deployment().id()) ? 1 : 0;
            }
        }
    }

    /** @return whether it has ended */
    private boolean fail(DeploymentId id) {
        Optional<Records.Stored> stored = records.get(id);
        if (stored.isEmpty() || stored.get().deployment().status().terminal()) {
            return true;
        }
        Deployment failed = RecordEnd.failed(stored.get().deployment(), Status.FAILED,
                "The home directory of the server on which it ran was replaced by an empty one, or is gone for long", "server-gone");
        return records.put(failed, stored.get().version()).isPresent();
    }

    private static Deployment ended(Deployment running, List<NodeResult> results, Step.End end) {
        Deployment told = told(running, results);
        return end.reason().map(reason -> Waiting.failure(end.partly(), reason)).map(why -> RecordEnd.failed(
                told, RecordEnd.status(why.problem()), why.detail(), why.problem().code()))
                .orElseGet(() -> RecordEnd.succeeded(told, Status.SUCCESS));
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
