package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.client.DeployClient;
import dev.slipway.client.DeployFailedException;
import dev.slipway.client.DeployListener;
import dev.slipway.client.DeployRequest;
import dev.slipway.client.DeployResult;
import dev.slipway.client.Target;
import dev.slipway.model.ProjectName;
import dev.slipway.web.FaultyWay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed while it receives, and comes back: the client tries again by itself. */
@DisabledIfSystemProperty(named = "arquillian.launch", matches = ".+")
class RestartIT {
    private static final Map<String, String> KNOWN = Map.of("SLIPWAY_ADMIN_PASSWORD", HttpConnection.PASSWORD);
    private static final long BEFORE_THE_KILL = 4L << 20;

    @TempDir
    private Path directory;

    private final ExecutorService restarting = Executors.newSingleThreadExecutor();

    @Test
    void anUploadThatIsCutOffByAKillEndsWithOneReleaseWhenTheServerIsBack() throws Exception {
        byte[] noise = new byte[16 << 20];
        new Random(4).nextBytes(noise);
        Path tree = Files.createDirectory(directory.resolve("tree"));
        Files.write(tree.resolve("noise"), noise);
        Path place = directory.resolve("server");
        StandaloneProcess first = StandaloneProcess.start(place, "-Xmx64m", KNOWN);
        try (FaultyWay way = new FaultyWay(first.uri().getPort())) {
            Death death = new Death(first, place, way);
            way.has(death);
            Set<String> reasons = ConcurrentHashMap.newKeySet();
            DeployResult result = client(way).deploy(new DeployRequest(new ProjectName("app"), tree),
                    new DeployListener() {
                        @Override
                        public void retrying(int attempt, Duration delay, DeployFailedException why) {
                            reasons.add(why.code());
                        }
                    });
            try (StandaloneProcess second = death.successor.get()) {
                assertThat(second.isRunning()).isTrue();
                assertThat(result.attempts()).isGreaterThan(1);
                assertThat(reasons).containsOnly("connection-lost");
                Path home = StandaloneProcess.home(place);
                assertThat(home.resolve("live/app/noise")).hasBinaryContent(noise);
                assertThat(children(home.resolve("releases/app"))).containsExactly(result.deploymentId());
                assertThat(children(home.resolve("staging"))).isEmpty();
            }
        } finally {
            first.close();
            restarting.shutdown();
        }
    }

    /** Kills the server in the middle of the first upload and starts another one in its home. */
    private final class Death implements FaultyWay.Faults {
        private final StandaloneProcess server;
        private final Path place;
        private final FaultyWay way;
        private final AtomicBoolean dead = new AtomicBoolean();
        private volatile Future<StandaloneProcess> successor;

        Death(StandaloneProcess server, Path place, FaultyWay way) {
            this.server = server;
            this.place = place;
            this.way = way;
        }

        @Override
        public void toServer(long passed) throws IOException {
            if (passed > BEFORE_THE_KILL && dead.compareAndSet(false, true)) {
                kill();
                successor = restarting.submit(() -> {
                    StandaloneProcess next = StandaloneProcess.start(place, "-Xmx64m", KNOWN);
                    way.leadsTo(next.uri().getPort());
                    return next;
                });
            }
        }

        private void kill() throws IOException {
            try {
                server.kill();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    private static DeployClient client(FaultyWay way) {
        return DeployClient.builder(Target.of("http://127.0.0.1:" + way.port()))
                .credentials("admin", HttpConnection.PASSWORD::toCharArray).retries(100).timeout(Duration.ofMinutes(3))
                .build();
    }

    private static Stream<String> children(Path path) throws IOException {
        try (Stream<Path> listed = Files.list(path)) {
            return listed.map(child -> child.getFileName().toString()).toList().stream();
        }
    }
}
