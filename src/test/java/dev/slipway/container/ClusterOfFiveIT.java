package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.container.TcpProxy.Line;
import dev.slipway.history.Call;
import dev.slipway.history.Call.Outcome;
import dev.slipway.records.jdbc.PostgresServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Five servers, and something bad for one or two of them in each round while two clients deploy. */
@Timeout(900)
@EnabledIfSystemProperty(named = "slipway.test.exhaustive", matches = "true")
@DisabledIfSystemProperty(named = "arquillian.launch", matches = ".+")
class ClusterOfFiveIT {
    private static final int NODES = 5;
    private static final int ROUNDS = Integer.getInteger("slipway.test.rounds", 6);
    /** Longest time in which something bad lasts: a client of a server that stands still waits for it. */
    private static final long HARM = TimeUnit.SECONDS.toNanos(15);

    @TempDir
    private Path directory;
    private final Random random = new Random(Long.getLong("slipway.test.seed", 5));
    private final List<Integer> stopped = new ArrayList<>();

    @Test
    void nothingIsLostWhateverBefallsOneOrTwo() throws Exception {
        try (PostgresServer postgres = PostgresServer.start()) {
            String records = postgres.database();
            try (FaultyLines lines = new FaultyLines(records);
                    TestCluster cluster = TestCluster.of(NODES, directory, records, Map.of("SLIPWAY_DEPLOYMENT_TIMEOUT", "20s"), lines);
                    RecordedCluster clients = new RecordedCluster(cluster, NODES)) {
                Call first = clients.deploy(0, "five", tree(0));
                assertThat(first.outcome()).as(first.toString()).isEqualTo(Outcome.ACKNOWLEDGED);
                assertThat(first.took()).hasSize(NODES);
                for (int round = 1; round <= ROUNDS; round++) {
                    round(round, cluster, lines, clients);
                }
                heal(cluster, lines);
                clients.finish();
            }
        }
    }

    private static SampleTree tree(long seed) {
        return new SampleTree(seed, 5, 4L << 20);
    }

    private void round(int round, TestCluster cluster, FaultyLines lines, RecordedCluster clients) throws Exception {
        int origin = random.nextInt(NODES);
        CompletableFuture<Call> one = clients.deploying(origin, "five", tree(round), round % 3 == 0 ? "?restart=rolling" : "");
        harm(random.nextInt(NODES), cluster, lines);
        int other = (origin + 1) % NODES;
        CompletableFuture<Call> two = cluster.isRunning(other) && !stopped.contains(other)
                ? clients.deploying(other, "five", tree(100 + round), "") : one;
        if (round % 2 == 0) {
            harm(random.nextInt(NODES), cluster, lines);
        }
        for (long end = System.nanoTime() + HARM; System.nanoTime() < end && !(one.isDone() && two.isDone());) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        heal(cluster, lines);
        one.get(130, TimeUnit.SECONDS);
        two.get(130, TimeUnit.SECONDS);
    }

    private void harm(int node, TestCluster cluster, FaultyLines lines) throws Exception {
        if (!cluster.isRunning(node)) {
            return;
        }
        int what = random.nextInt(5);
        System.out.printf("node %d: %s%n", node, List.of("killed", "stopped", "cut from the database", "cut from the others", "slow").get(what));
        switch (what) {
            case 0 -> {
                stopped.remove(Integer.valueOf(node));
                cluster.kill(node);
            }
            case 1 -> {
                cluster.signal(node, "STOP");
                stopped.add(node);
            }
            case 2 -> lines.database(node).set(random.nextBoolean() ? Line.DEAD : Line.CUT);
            case 3 -> lines.peers(node, random.nextBoolean() ? Line.DEAD : Line.CUT);
            default -> lines.slow(node, 2L << 20);
        }
    }

    private void heal(TestCluster cluster, FaultyLines lines) throws Exception {
        lines.heal();
        for (int node : stopped) {
            cluster.signal(node, "CONT");
        }
        stopped.clear();
        for (int node = 0; node < NODES; node++) {
            if (!cluster.isRunning(node)) {
                cluster.start(node);
            }
        }
    }
}
