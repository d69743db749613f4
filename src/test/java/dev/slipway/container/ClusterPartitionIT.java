package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.history.Call;
import dev.slipway.history.Call.Outcome;
import dev.slipway.records.jdbc.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Three servers, each in a network of its own, whose packets get lost. */
@Timeout(400)
@EnabledIfSystemProperty(named = "slipway.test.long", matches = "true")
@DisabledIfSystemProperty(named = "arquillian.launch", matches = ".+")
class ClusterPartitionIT {
    private static final int NODES = 3;

    @TempDir
    private static Path directory;
    private static PostgresServer postgres;
    private static NetworkNamespaces networks;
    private static Gate gate;
    private static TestCluster cluster;
    private RecordedCluster clients;

    @BeforeAll
    static void start() throws Exception {
        Optional<String> missing = NetworkNamespaces.missing();
        assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
        postgres = PostgresServer.start();
        String records = postgres.database();
        networks = new NetworkNamespaces(NODES, records);
        gate = new Gate(directory);
        cluster = TestCluster.of(NODES, directory, records, Map.of("SLIPWAY_DEPLOYMENT_TIMEOUT", "30s"), networks.with(gate));
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable each : new AutoCloseable[] {cluster, networks, postgres}) {
            if (each != null) {
                each.close();
            }
        }
    }

    @BeforeEach
    void record() {
        clients = new RecordedCluster(cluster, NODES);
    }

    @AfterEach
    void heal() throws Exception {
        clients.close();
        networks.heal();
    }

    private void healed() throws Exception {
        networks.heal();
        clients.finish();
    }

    private static SampleTree small(long seed) {
        return new SampleTree(seed, 3, 64 * 1024);
    }

    private static void assertOutcome(Call call, Outcome outcome) {
        assertThat(call.outcome()).as(call.toString()).isEqualTo(outcome);
    }

    @Test
    void oneThatReachesOnlyTheDatabaseIsNamedAndNothingIsLiveAnywhere() throws Exception {
        assertOutcome(clients.deploy(0, "peers", small(1)), Outcome.ACKNOWLEDGED);
        networks.cutPeers(2);
        assertOutcome(clients.deploy(0, "peers", small(2)), Outcome.REFUSED);
        assertOutcome(clients.deploy(2, "peers", small(3)), Outcome.REFUSED);
        healed();
    }

    @Test
    void oneThatReachesOnlyTheOthersIsGoneOnWithout() throws Exception {
        assertOutcome(clients.deploy(2, "records", small(1)), Outcome.ACKNOWLEDGED);
        networks.cutDatabase(2);
        Call other = clients.deploy(0, "records", small(2));
        assertThat(clients.deploy(2, "records", small(3)).outcome()).isNotEqualTo(Outcome.ACKNOWLEDGED);
        assertOutcome(other, Outcome.ACKNOWLEDGED);
        assertThat(other.took()).doesNotContain("node-2#0");
        healed();
    }

    @Test
    void aLeaderThatReachesNobodyInMidRollOutIsGoneOnWithoutAndFollows() throws Exception {
        assertOutcome(clients.deploy(0, "leader", small(1)), Outcome.ACKNOWLEDGED);
        gate.hold("activate", "leader", 1);
        CompletableFuture<Call> deploy = clients.deploying(0, "leader", small(2), "?restart=rolling");
        gate.awaitHeld("activate", "leader", 1);
        networks.cutPeers(0);
        networks.cutDatabase(0);
        gate.open("activate", "leader", 1);
        await().atMost(TestCluster.PATIENCE).until(() -> clients.isDone(1, "leader"));
        assertThat(cluster.live(2, "leader")).isEqualTo(cluster.live(1, "leader"));
        await().atMost(TestCluster.PATIENCE).pollInterval(Duration.ofSeconds(1))
                .until(() -> clients.deploy(1, "leader", small(3)).outcome() == Outcome.ACKNOWLEDGED);
        networks.heal();
        deploy.get(150, TimeUnit.SECONDS);
        healed();
    }

    @Test
    void lostPacketsOnlyCostTime() throws Exception {
        for (int node = 0; node < NODES; node++) {
            networks.lose(node, 0.05);
        }
        for (int round = 0; round < 3; round++) {
            assertOutcome(clients.deploy(round, "lossy", SampleTree.ofBytes(round, 8L << 20)), Outcome.ACKNOWLEDGED);
        }
        healed();
    }

    @Test
    void manyCutsInAnyOrderLoseNothing() throws Exception {
        Random random = new Random(6);
        assertOutcome(clients.deploy(0, "many", small(0)), Outcome.ACKNOWLEDGED);
        for (int round = 1; round <= 8; round++) {
            networks.heal();
            switch (random.nextInt(3)) {
                case 0 -> networks.cut(random.nextInt(NODES), random.nextInt(NODES));
                case 1 -> networks.cutDatabase(random.nextInt(NODES));
                default -> networks.lose(random.nextInt(NODES), 0.2);
            }
            int first = random.nextInt(NODES);
            CompletableFuture<Call> one = clients.deploying(first, "many", small(10 + round), "");
            clients.deploy((first + 1) % NODES, "many", small(50 + round));
            one.get(150, TimeUnit.SECONDS);
        }
        healed();
    }
}
