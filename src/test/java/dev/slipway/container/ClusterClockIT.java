package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.history.Call;
import dev.slipway.history.Call.Outcome;
import dev.slipway.records.jdbc.PostgresServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Servers whose clocks jump by hours while they work, by the library {@code src/test/c/jumping-clock.c} below them. */
@Timeout(400)
@EnabledIfSystemProperty(named = "slipway.test.long", matches = "true")
@DisabledIfSystemProperty(named = "arquillian.launch", matches = ".+")
class ClusterClockIT {
    private static final int NODES = 3;

    @TempDir
    private Path directory;

    /** Skips the test without a C compiler, or fails it with {@code -Dslipway.test.compiler=required}. */
    private Path compiled() throws Exception {
        Path made = directory.resolve("jumping-clock.so");
        int status = -1;
        try {
            status = new ProcessBuilder("gcc", "-shared", "-fPIC", "-O1", "-o", made.toString(), "src/test/c/jumping-clock.c", "-ldl")
                    .inheritIO().start().waitFor();
        } catch (IOException e) {
            assumeTrue("required".equals(System.getProperty("slipway.test.compiler")), "gcc is not installed");
        }
        assertThat(status).as("gcc").isZero();
        return made;
    }

    private Path clock(int node) {
        return directory.resolve("clock-" + node);
    }

    /** In place: the process has the file in its memory. */
    private void jump(int node, long seconds) throws IOException {
        try (FileChannel file = FileChannel.open(clock(node), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(0, seconds), 0);
        }
    }

    private Map<String, String> environment(int node, Path library) throws IOException {
        if (!Files.exists(clock(node))) {
            jump(node, 0);
        }
        return Map.of("LD_PRELOAD", library.toString(), "CLOCK_FILE", clock(node).toString());
    }

    private static SampleTree small(long seed) {
        return new SampleTree(seed, 3, 64 * 1024);
    }

    @Test
    void clocksThatJumpByHoursChangeNothing() throws Exception {
        Path library = compiled();
        Gate gate = new Gate(directory);
        try (PostgresServer postgres = PostgresServer.start();
                TestCluster cluster = TestCluster.of(NODES, directory, postgres.database(), Map.of("SLIPWAY_DEPLOYMENT_TIMEOUT", "30s"),
                        (node, ports) -> {
                            Map<String, String> all = new HashMap<>(gate.environment(node));
                            all.putAll(environment(node, library));
                            return all;
                        });
                RecordedCluster clients = new RecordedCluster(cluster, NODES)) {
            long[] jumps = {7200, -7200, 86_400, -86_400, 0};
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
            jump(0, -86_400);
            cluster.start(0);
            clients.finish();
        }
    }
}
