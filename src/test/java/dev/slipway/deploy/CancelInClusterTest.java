package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.model.Deployment.Kind;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Phase;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Status;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.records.MemoryRecords;
import dev.slipway.rollout.Cluster;
import dev.slipway.rollout.ClusterSettings;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who cancels an activation of a cluster is told that it was too late, or that nothing happened. */
class CancelInClusterTest {
    private static final ProjectName SHOP = new ProjectName("shop");

    private final MemoryRecords records = new MemoryRecords();
    private final Deployments deployments = new Deployments(records, new Deployments.Node("a", "a"));
    private final Cluster cluster = new Cluster(records, new ClusterSettings("a", "a", URI.create("http://127.0.0.1:1"), "1",
            "s".repeat(32), Duration.ofMinutes(5), Map.of(), 1, 1, true, Duration.ofMinutes(5)));
    private final DeploymentId id = DeploymentId.next();
    private final Run run = deployments.begin(id, SHOP, Kind.ACTIVATE, Phase.ACTIVATING,
            deployments.origin(TestDeploys.ALICE, Optional.empty(), "false", Optional.empty()), id);

    private Fleet.Order order(String restart) {
        return new Fleet.Order(run, id, Optional.empty(), new Fleet.Wish(restart, Spread.EVERYWHERE, true));
    }

    @Test
    void anActivationThatNodesMayCarryOutCannotBeCancelled() {
        cluster.launch(order("false"));
        assertThatThrownBy(() -> deployments.cancel(run, "ann")).isInstanceOfSatisfying(DeployException.class,
                e -> assertThat(e.problem()).isEqualTo(Problem.NOT_POSSIBLE_NOW));
    }

    @Test
    void anActivationThatWasCancelledBeforeIsNotWritten() {
        deployments.cancel(run, "ann");
        assertThatThrownBy(() -> cluster.launch(order("false"))).isInstanceOfSatisfying(DeployException.class,
                e -> assertThat(e.problem()).isEqualTo(Problem.CANCELLED));
        assertThat(records.entries().range("desired/")).isEmpty();
    }

    @Test
    void ofOneThatIsMadeReadyFirstTheNodesDecideTogether() {
        cluster.launch(order("rolling"));
        assertThat(deployments.cancel(run, TestDeploys.ALICE)).as("another node may lead it").isFalse();
        run.enter(Phase.ACTIVATING);
        run.succeed(Status.SUCCESS, Map.of());
        assertThatThrownBy(() -> deployments.cancel(run, TestDeploys.ALICE)).isInstanceOfSatisfying(DeployException.class,
                e -> assertThat(e.problem()).isEqualTo(Problem.NOT_POSSIBLE_NOW));
    }

    @Test
    void oneThatWasCancelledWhileItArrivedIsNotWritten() {
        assertThat(deployments.cancel(run, TestDeploys.ALICE)).isTrue();
        assertThatThrownBy(() -> cluster.launch(order("rolling"))).isInstanceOfSatisfying(DeployException.class,
                e -> assertThat(e.problem()).isEqualTo(Problem.CANCELLED));
        assertThat(records.entries().range("desired/")).isEmpty();
    }
}
