package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.container.TcpProxy.Line;
import dev.slipway.history.Call;
import dev.slipway.history.Call.Outcome;
import dev.slipway.history.History;
import dev.slipway.records.jdbc.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

/**
 * Three servers that share a database, and what may befall them. What clients were told and what was live everywhere is checked
 * after each test; each has projects of its own.
 */
@Timeout(400)
@EnabledIfSystemProperty(named = "slipway.test.exhaustive", matches = "true")
@DisabledIfSystemProperty(named = "arquillian.launch", matches = ".+")
class ClusterFaultsIT {
    private static final int NODES = 3;
    private static final long MIB = 1L << 20;
    private static final SampleTree LARGE = SampleTree.ofBytes(1, 96 * MIB);

    @TempDir
    private static Path directory;
    private static PostgresServer postgres;
    private static FaultyLines lines;
    private static Gate gate;
    private static TestCluster cluster;
    private RecordedCluster clients;

    @BeforeAll
    static void start() throws Exception {
        postgres = PostgresServer.start();
        String records = postgres.database();
        lines = new FaultyLines(records);
        gate = new Gate(directory);
        cluster = TestCluster.of(NODES, directory, records, Map.of("SLIPWAY_DEPLOYMENT_TIMEOUT", "40s"), (node, ports) -> {
            Map<String, String> environment = new HashMap<>(lines.environment(node, ports));
            environment.putAll(gate.environment(node));
            return environment;
        });
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable each : new AutoCloseable[] {cluster, lines, postgres}) {
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
        lines.heal();
        for (int node = 0; node < NODES; node++) {
            if (!cluster.isRunning(node)) {
                cluster.start(node);
            }
        }
    }

    private static SampleTree small(long seed) {
        return new SampleTree(seed, 3, 64 * 1024);
    }

    private static void assertOutcome(Call call, Outcome outcome) {
        assertThat(call.outcome()).as(call.toString()).isEqualTo(outcome);
    }

    private History healed() throws Exception {
        heal();
        return clients.finish();
    }

    private static Call end(CompletableFuture<Call> call) throws Exception {
        return call.get(120, TimeUnit.SECONDS);
    }

    @Test
    void aPullerKilledInMidTransferFetchesOnlyTheRestWhenItIsBack() throws Exception {
        lines.slow(2, 12 * MIB);
        long before = lines.received(2);
        CompletableFuture<Call> deploy = clients.deploying(0, "puller", LARGE, "");
        await().atMost(Duration.ofSeconds(60)).until(() -> lines.received(2) - before > 40 * MIB);
        cluster.kill(2);
        Call call = end(deploy);
        assertOutcome(call, Outcome.ACKNOWLEDGED);
        assertThat(call.took()).containsExactlyInAnyOrder("node-0#0", "node-1#0");
        long killed = lines.received(2);
        healed();
        assertThat(lines.received(2) - killed).isPositive().isLessThan(LARGE.bytes() - 8 * MIB);
    }

    @Test
    void whatTheDeadOriginCommittedComesFromAnotherHolder() throws Exception {
        cluster.kill(2);
        assertOutcome(clients.deploy(0, "origin", LARGE), Outcome.ACKNOWLEDGED);
        cluster.kill(0);
        long before = lines.between(2, 1).carried();
        cluster.start(2);
        await().atMost(TestCluster.PATIENCE).until(() -> cluster.live(2, "origin").isPresent());
        assertThat(lines.between(2, 1).carried() - before).isGreaterThan(LARGE.bytes());
        assertThat(SampleTree.digestOf(clients.live(2, "origin"))).isEqualTo(LARGE.digest());
        healed();
    }

    @Test
    void whatADyingOriginWasReceivingIsLiveNowhereAndAnotherTakesTheProject() throws Exception {
        assertOutcome(clients.deploy(1, "receiving", small(1)), Outcome.ACKNOWLEDGED);
        Call cut = clients.deploy(0, "receiving", "", "cut", out -> {
            LARGE.writeTar(new KillingOutput(out, 20 * MIB, () -> cluster.kill(0)));
        });
        assertOutcome(cut, Outcome.UNKNOWN);
        await().atMost(TestCluster.PATIENCE).pollInterval(Duration.ofSeconds(1))
                .until(() -> clients.deploy(1, "receiving", small(2)).outcome() == Outcome.ACKNOWLEDGED);
        History history = healed();
        assertThat(history.records().get(cut.release())).isIn("failed", "cancelled", "none");
    }

    @Test
    void anotherNodeGoesOnWhereTheLeaderOfARollOutDied() throws Exception {
        assertOutcome(clients.deploy(0, "leader", small(1)), Outcome.ACKNOWLEDGED);
        gate.hold("activate", "leader", 2);
        CompletableFuture<Call> deploy = clients.deploying(0, "leader", small(2), "");
        gate.awaitHeld("activate", "leader", 2);
        cluster.kill(0);
        gate.open("activate", "leader", 2);
        Call call = end(deploy);
        assertOutcome(call, Outcome.UNKNOWN);
        clients.awaitLive("leader", call.release(), 1, 2);
        await().atMost(TestCluster.PATIENCE).until(() -> clients.status(1, call.release()).equals("success"));
        healed();
    }

    @Test
    void aRollingRollOutGoesOnNodeByNodeWithoutItsLeader() throws Exception {
        assertOutcome(clients.deploy(0, "rolling", small(1)), Outcome.ACKNOWLEDGED);
        gate.hold("activate", "rolling", 1);
        CompletableFuture<Call> deploy = clients.deploying(0, "rolling", small(2), "?restart=rolling");
        gate.awaitHeld("activate", "rolling", 1);
        assertThat(cluster.live(2, "rolling")).isNotEqualTo(cluster.live(0, "rolling"));
        cluster.kill(0);
        gate.open("activate", "rolling", 1);
        Call call = end(deploy);
        clients.awaitLive("rolling", call.release(), 1, 2);
        healed();
    }

    @Test
    void aRollingRollOutNeverSwitchesTwoAtOnceThoughTheDatabaseWasRestarted() throws Exception {
        Call first = clients.deploy(0, "restarted", small(1));
        for (int node = 0; node < NODES; node++) {
            gate.hold("activate", "restarted", node);
        }
        CompletableFuture<Call> deploy = clients.deploying(0, "restarted", small(2), "?restart=rolling");
        gate.awaitHeld("activate", "restarted", 0);
        lines.database(1).set(Line.CUT); // they are back later than the node that leads
        lines.database(2).set(Line.CUT);
        postgres.stop();
        TimeUnit.SECONDS.sleep(7); // longer than nodes may be silent
        gate.open("activate", "restarted", 0);
        postgres.resume();
        TimeUnit.SECONDS.sleep(4);
        lines.heal();
        gate.awaitHeld("activate", "restarted", 1);
        for (int look = 0; look < 50; look++) {
            assertThat(gate.isHeld("activate", "restarted", 2)).as("only one is switched").isFalse();
            assertThat(cluster.live(2, "restarted")).contains(first.release());
            TimeUnit.MILLISECONDS.sleep(100);
        }
        gate.open("activate", "restarted", 1);
        gate.awaitHeld("activate", "restarted", 2);
        gate.open("activate", "restarted", 2);
        Call call = end(deploy);
        assertOutcome(call, Outcome.ACKNOWLEDGED);
        assertThat(call.took()).hasSize(NODES);
        healed();
    }

    @Test
    void aCancelSentToAnOriginThatLeadsNoMoreIsObeyedByWhoLeads() throws Exception {
        Call first = clients.deploy(0, "cancelled", small(1));
        gate.hold("verify", "cancelled", 1);
        CompletableFuture<Call> deploy = clients.deploying(0, "cancelled", small(2), "");
        gate.awaitHeld("verify", "cancelled", 1);
        lines.database(0).set(Line.CUT);
        await().atMost(TestCluster.PATIENCE).until(() -> cluster.log(1).contains("goes on with the roll-out of cancelled")
                || cluster.log(2).contains("goes on with the roll-out of cancelled"));
        lines.heal();
        await().atMost(TestCluster.PATIENCE).until(() -> cluster.operation(0,
                "{\"operation\":\"cancel_deployment\",\"deployment_id\":\"" + clients.lastAsked() + "\"}").status() == 200);
        gate.open("verify", "cancelled", 1);
        assertOutcome(end(deploy), Outcome.REFUSED);
        clients.awaitLive("cancelled", first.release(), 0, 1, 2);
        healed();
    }

    @Test
    void aNodeOnWhichItFailsTakesAllBackThoughTheLeaderDied() throws Exception {
        Call first = clients.deploy(0, "failing", small(1));
        assertOutcome(first, Outcome.ACKNOWLEDGED);
        gate.hold("activate", "failing", 2);
        gate.fail("activate", "failing", 2);
        CompletableFuture<Call> deploy = clients.deploying(0, "failing", small(2), "");
        gate.awaitHeld("activate", "failing", 2);
        cluster.kill(0);
        gate.open("activate", "failing", 2);
        Call call = end(deploy);
        await().atMost(TestCluster.PATIENCE).until(() -> clients.status(1, call.release()).equals("rolled_back"));
        clients.awaitLive("failing", first.release(), 1, 2);
        gate.mend("activate", "failing", 2);
        healed();
    }

    @Test
    void theDatabaseAwayForAMinuteLeavesLiveWhatIsAndAllReconcile() throws Exception {
        Call first = clients.deploy(0, "database", small(1));
        assertOutcome(first, Outcome.ACKNOWLEDGED);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        Call running = clients.deploy(1, "database", "", LARGE.digest(), out -> {
            LARGE.writeTar(new KillingOutput(out, 20 * MIB, postgres::stop));
        });
        assertThat(running.outcome()).as("it ends in time").isIn(Outcome.UNKNOWN, Outcome.REFUSED);
        while (System.nanoTime() < end) {
            for (int node = 0; node < NODES; node++) {
                long asked = System.nanoTime();
                assertThat(clients.deploy(node, "database", small(node + 10)).outcome()).isNotEqualTo(Outcome.ACKNOWLEDGED);
                assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(30));
                assertThat(SampleTree.digestOf(clients.live(node, "database"))).isEqualTo(small(1).digest());
            }
            TimeUnit.SECONDS.sleep(1);
        }
        postgres.resume();
        clients.awaitSettled();
        assertOutcome(clients.deploy(2, "database", small(2)), Outcome.ACKNOWLEDGED);
        healed();
    }

    @Test
    void aWipedHomeGetsAllOfItAgain() throws Exception {
        assertOutcome(clients.deploy(0, "wiped", LARGE), Outcome.ACKNOWLEDGED);
        assertOutcome(clients.deploy(2, "wiped-small", small(1)), Outcome.ACKNOWLEDGED);
        cluster.kill(2);
        clients.wipe(2);
        cluster.start(2);
        await().atMost(TestCluster.PATIENCE).until(() -> cluster.live(2, "wiped").isPresent() && cluster.live(2, "wiped-small").isPresent());
        assertThat(clients.deploy(2, "wiped-small", small(2)).took()).anyMatch(home -> home.startsWith("node-2#"));
        healed();
    }

    @Test
    void whatANodeWasReceivingWhenItsHomeWasLostHasFailed() throws Exception {
        assertOutcome(clients.deploy(1, "lost", small(1)), Outcome.ACKNOWLEDGED);
        Call cut = clients.deploy(2, "lost", "", "cut", out -> {
            LARGE.writeTar(new KillingOutput(out, 20 * MIB, () -> {
                await().atMost(Duration.ofSeconds(60)).until(() -> !clients.status(0, clients.lastAsked()).equals("none"));
                cluster.kill(2);
            }));
        });
        clients.wipe(2);
        cluster.start(2);
        await().atMost(TestCluster.PATIENCE).until(() -> clients.status(0, cut.release()).equals("failed"));
        healed();
    }

    @Test
    void aStaleNodeThatStartsFirstDoesNotMakeTheOldOneLiveAgainstTheNewOne() throws Exception {
        Call first = clients.deploy(2, "stale", small(1));
        assertOutcome(first, Outcome.ACKNOWLEDGED);
        cluster.kill(2);
        Call second = clients.deploy(0, "stale", small(2));
        assertOutcome(second, Outcome.ACKNOWLEDGED);
        cluster.kill(0);
        cluster.kill(1);
        cluster.start(2);
        assertThat(cluster.live(2, "stale")).contains(first.release());
        assertOutcome(clients.deploy(2, "stale", small(3)), Outcome.REFUSED);
        assertThat(cluster.live(2, "stale")).contains(first.release());
        cluster.start(1);
        clients.awaitLive("stale", second.release(), 1, 2);
        healed();
    }

    @Test
    void aNodeThatStandsStillIsGoneOnWithoutAndCatchesUp() throws Exception {
        assertOutcome(clients.deploy(0, "still", small(1)), Outcome.ACKNOWLEDGED);
        cluster.signal(2, "STOP");
        Call second = clients.deploy(0, "still", small(2));
        cluster.signal(2, "CONT");
        assertOutcome(second, Outcome.ACKNOWLEDGED);
        assertThat(second.took()).containsExactlyInAnyOrder("node-0#0", "node-1#0");
        healed();
    }

    @Test
    void aLeaderThatStoodStillLongerThanItsLeaseDoesNoHarmWhenItGoesOn() throws Exception {
        assertOutcome(clients.deploy(0, "stopped", small(1)), Outcome.ACKNOWLEDGED);
        gate.hold("verify", "stopped", 1);
        CompletableFuture<Call> deploy = clients.deploying(0, "stopped", small(2), "");
        gate.awaitHeld("verify", "stopped", 1);
        cluster.signal(0, "STOP");
        gate.open("verify", "stopped", 1);
        await().atMost(TestCluster.PATIENCE).until(() -> cluster.log(1).contains("goes on with the roll-out of stopped")
                || cluster.log(2).contains("goes on with the roll-out of stopped"));
        await().atMost(TestCluster.PATIENCE).until(() -> clients.isDone(1, "stopped"));
        await().atMost(TestCluster.PATIENCE).pollInterval(Duration.ofSeconds(1))
                .until(() -> clients.deploy(1, "stopped", small(3)).outcome() == Outcome.ACKNOWLEDGED);
        cluster.signal(0, "CONT");
        end(deploy);
        healed();
    }

    @Test
    void aSlowNodeIsWaitedFor() throws Exception {
        lines.slow(2, 8 * MIB);
        Call call = clients.deploy(0, "slow", LARGE);
        assertOutcome(call, Outcome.ACKNOWLEDGED);
        assertThat(call.took()).hasSize(3);
        healed();
    }

    @Test
    void ofManyDeploysOnTwoNodesAtTheSameTimeBesideRollbacksOneIsLiveEverywhere() throws Exception {
        Call base = clients.deploy(0, "raced", small(1));
        for (int round = 0; round < 15; round++) {
            CompletableFuture<Call> one = clients.deploying(round % NODES, "raced", small(100 + round), "");
            CompletableFuture<Call> two = clients.deploying((round + 1) % NODES, "raced", small(200 + round), "");
            Call back = clients.back((round + 2) % NODES, "raced", base.release());
            Call first = end(one);
            Call second = end(two);
            assertThat(List.of(first.outcome(), second.outcome(), back.outcome())).contains(Outcome.ACKNOWLEDGED);
            base = first.outcome() == Outcome.ACKNOWLEDGED ? first : second.outcome() == Outcome.ACKNOWLEDGED ? second : base;
        }
        healed();
    }

    @Test
    void oneCutOffFromTheOthersIsNamedAndNothingIsLiveAnywhere() throws Exception {
        Call first = clients.deploy(0, "peers", small(1));
        lines.peers(2, Line.CUT);
        assertOutcome(clients.deploy(0, "peers", small(2)), Outcome.REFUSED);
        for (int node = 0; node < NODES; node++) {
            assertThat(cluster.live(node, "peers")).contains(first.release());
        }
        healed();
    }

    @Test
    void oneCutOffFromTheDatabaseIsGoneOnWithoutAndTakesNothing() throws Exception {
        assertOutcome(clients.deploy(2, "records", small(1)), Outcome.ACKNOWLEDGED);
        for (Line state : List.of(Line.CUT, Line.DEAD)) {
            lines.database(2).set(state);
            assertThat(clients.deploy(2, "records", small(3)).outcome()).isNotEqualTo(Outcome.ACKNOWLEDGED);
            Call other = clients.deploy(0, "records", small(2));
            assertOutcome(other, Outcome.ACKNOWLEDGED);
            assertThat(other.took()).doesNotContain("node-2#0");
            lines.heal();
            clients.awaitSettled();
        }
        healed();
    }

    @Test
    void oneCutOffFromAllInMidTransferCatchesUp() throws Exception {
        lines.slow(2, 12 * MIB);
        long before = lines.received(2);
        CompletableFuture<Call> deploy = clients.deploying(0, "alone", LARGE, "");
        await().atMost(Duration.ofSeconds(60)).until(() -> lines.received(2) - before > 16 * MIB);
        lines.peers(2, Line.DEAD);
        lines.database(2).set(Line.DEAD);
        assertOutcome(end(deploy), Outcome.ACKNOWLEDGED);
        assertThat(Files.exists(clients.live(2, "alone"))).isFalse();
        healed();
    }
}
