package dev.slipway.rollout;

import dev.slipway.deploy.RecordEnd;
import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentEvent;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Status;
import dev.slipway.problem.DeployException;
import dev.slipway.records.Filter;
import dev.slipway.records.Records;
import dev.slipway.rollout.RollOutPlan.Step;
import java.time.Duration;
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
    private static final System.Logger LOG = System.getLogger(Endings.class.getName());
    /** Who ended a roll-out, or waited for it, ends the record within this. */
    private static final long OWN_MILLIS = 10_000;
    private static final Duration TERM = Duration.ofSeconds(15);
    private static final int ATTEMPTS = 5;
    private static final Set<Status> RUNNING = Arrays.stream(Status.values()).filter(status -> !status.terminal())
            .collect(Collectors.toUnmodifiableSet());

    private final Records records;
    private final Board board;
    private final Membership membership;

    Endings(Records records, Board board, Membership membership) {
        this.records = records;
        this.board = board;
        this.membership = membership;
    }

    /**
     * Ends what was left open by nodes that ended a roll-out and died, or lost the records, before they could write its record. Each
     * roll-out is looked after once, by one node.
     *
     * @param desired of all projects, as just read
     */
    void look(List<Board.Posted> desired, Map<ProjectName, Map<String, Observed>> observed) {
        for (Board.Posted posted : desired) {
            boolean open = posted.desired().outcome().filter(how -> !how.recorded()).isPresent();
            if (open && posted.ageMillis() > OWN_MILLIS) {
                try {
                    records.lease(RollOuts.name(posted.desired().project()), membership.self().id() + "/" + DeploymentId.next(), TERM)
                            .ifPresent(lease -> endRecord(posted, observed, lease));
                } catch (DeployException e) { // a record that cannot be read keeps nobody from the rest
                    LOG.log(System.Logger.Level.DEBUG, "The record of deployment {0} is not ended yet: {1}",
                            posted.desired().deployment(), e.detail());
                }
            }
        }
    }

    private void endRecord(Board.Posted posted, Map<ProjectName, Map<String, Observed>> observed, Records.Lease lease) {
        Desired done = posted.desired();
        try {
            if (endRecord(done, observed.getOrDefault(done.project(), Map.of()))) {
                board.post(lease, done.recorded(), posted.version());
            }
        } finally {
            try {
                records.release(lease);
            } catch (DeployException e) {
                LOG.log(System.Logger.Level.DEBUG, "The lease ends by itself", e);
            }
        }
    }

    /** Ends the record of a deployment whose roll-out is over, unless that has ended. @param observed what nodes said of the project. @return whether it has ended now */
    boolean endRecord(Desired done, Map<String, Observed> observed) {
        RollOutPlan plan = new RollOutPlan(done, membership.all(), observed, membership.time());
        return plan.next() instanceof Step.End end && end(done, plan.results(), end);
    }

    /** Also when somebody else writes something to it meanwhile. @return whether it has ended now */
    boolean end(Desired desired, List<NodeResult> results, Step.End end) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Records.Stored> stored = records.get(desired.deployment());
            if (stored.isEmpty() || stored.get().deployment().status().terminal()
                    || records.put(ended(stored.get().deployment(), results, end), stored.get().version()).isPresent()) {
                return true;
            }
        }
        return false;
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
