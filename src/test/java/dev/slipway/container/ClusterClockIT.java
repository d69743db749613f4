package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.history.Call;
import dev.slipway.history.Call.Outcome;
import dev.slipway.records.jdbc.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Servers whose clocks jump by hours while they work. The clock is that of libfaketime, without which this is skipped. */
@Timeout(400)
@EnabledIfSystemProperty(named = "slipway.test.long", matches = "true")
@DisabledIfSystemProperty(named = "arquillian.launch", matches = ".+")
class ClusterClockIT {
    private static final int NODES = 3;

    @TempDir
    private Path directory;

    private static Optional<Path> library() throws IOException {
        try (Stream<Path> all = Files.find(Path.of("/usr/lib"), 3, (path, is) -> path.endsWith("faketime/libfaketimeMT.so.1"))) {
            return all.findFirst();
        }
    }

    private void jump(int node, String by) throws IOException {
        Path next = Files.writeString(directory.resolve("next"), by + "\n");
        Files.move(next, directory.resolve("clock-" + node), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private Map<String, String> clock(int node, Path library) throws IOException {
        jump(node, "+0");
        return Map.of("LD_PRELOAD", library.toString(), "FAKETIME_TIMESTAMP_FILE", directory.resolve("clock-" + node).toString(),
                "FAKETIME_NO_CACHE", "1", "FAKETIME_DONT_FAKE_MONOTONIC", "1");
    }

    private static SampleTree small(long seed) {
        return new SampleTree(seed, 3, 64 * 1024);
    }

    @Test
    void clocksThatJumpByHoursChangeNothing() throws Exception {
        Optional<Path> library = library();
        assumeTrue(library.isPresent(), "libfaketime is not installed: apt-get install libfaketime");
        Gate gate = new Gate(directory);
        try (PostgresServer postgres = PostgresServer.start();
                TestCluster cluster = TestCluster.of(NODES, directory, postgres.database(), Map.of("SLIPWAY_DEPLOYMENT_TIMEOUT", "30s"),
                        (node, ports) -> {
                            Map<String, String> all = new HashMap<>(gate.environment(node));
                            all.putAll(clock(node, library.get()));
                            return all;
                        });
                RecordedCluster clients = new RecordedCluster(cluster, NODES)) {
            String[] jumps = {"+7200", "-7200", "+86400", "-86400", "+0"};
            for (int round = 0; round < jumps.length; round++) {
                int node = round % NODES;
                gate.hold("verify", "clocks-" + round, (node + 1) % NODES);
                CompletableFuture<Call> deploy = clients.deploying(node, "clocks-" + round, small(round), "");
                gate.awaitHeld("verify", "clocks-" + round, (node + 1) % NODES);
                jump(node, jumps[round]);
                jump((node + 1) % NODES, jumps[jumps.length - 1 - round]);
                gate.open("verify", "clocks-" + round, (node + 1) % NODES);
                Call call = deploy.get(100, TimeUnit.SECONDS);
                assertThat(call.outcome()).as(call.toString()).isEqualTo(Outcome.ACKNOWLEDGED);
                assertThat(call.took()).hasSize(NODES);
                Call next = clients.deploy((node + 2) % NODES, "clocks-" + round, small(100 + round));
                assertThat(next.outcome()).as(next.toString()).isEqualTo(Outcome.ACKNOWLEDGED);
                Call back = clients.back(node, "clocks-" + round, call.release());
                assertThat(back.outcome()).as(back.toString()).isEqualTo(Outcome.ACKNOWLEDGED);
            }
            cluster.kill(0);
            await().atMost(TestCluster.PATIENCE).until(() -> clients.deploy(1, "clocks-0", small(200)).outcome() == Outcome.ACKNOWLEDGED);
            jump(0, "-86400");
            cluster.start(0);
            clients.finish();
        }
    }
}
