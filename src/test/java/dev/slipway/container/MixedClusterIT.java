package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.records.jdbc.PostgresServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A Tomcat, a WildFly and a standalone server as one cluster. */
@Timeout(600)
@EnabledIfSystemProperty(named = "slipway.test.long", matches = "true")
@DisabledIfSystemProperty(named = "arquillian.launch", matches = ".+")
@TestMethodOrder(MethodOrderer.MethodName.class)
class MixedClusterIT {
    private static final List<String> NAMES = List.of("tomcat", "wildfly", "standalone");

    @TempDir
    private static Path directory;
    private static PostgresServer postgres;
    private static String records;
    private static ContainerProcess tomcat;
    private static ContainerProcess wildFly;
    private static StandaloneProcess standalone;

    @BeforeAll
    static void start() throws Exception {
        directory = directory.toRealPath();
        postgres = PostgresServer.start();
        records = postgres.database();
        List<Integer> ports = new ArrayList<>();
        for (String name : NAMES) {
            ports.add(freePort());
            Files.createDirectory(directory.resolve(name));
        }
        tomcat = ContainerProcess.tomcat(directory.resolve("tomcat"), ports.get(0), environment(0, ports));
        wildFly = ContainerProcess.wildFly(directory.resolve("wildfly"), ports.get(1), environment(1, ports));
        tomcat.start();
        wildFly.start();
        standalone = StandaloneProcess.start(directory.resolve("standalone"), "-Xmx96m", ports.get(2), environment(2, ports));
        for (URI node : nodes()) {
            await().atMost(TestCluster.PATIENCE).untilAsserted(() -> assertThat(operation(node,
                    "{\"operation\":\"cluster_status\"}").body().split("\"status\":\"up\"", -1)).hasSize(NAMES.size() + 1));
        }
    }

    private static Map<String, String> environment(int node, List<Integer> ports) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "SLIPWAY_NODE_NAME", NAMES.get(node),
                "SLIPWAY_NODE_URL", "http://127.0.0.1:" + ports.get(node),
                "SLIPWAY_CLUSTER_SECRET", PeerNode.SECRET,
                "SLIPWAY_RECORDS", records,
                "SLIPWAY_RECORDS_USER", PostgresServer.USER,
                "SLIPWAY_RECORDS_PASSWORD", PostgresServer.PASSWORD,
                "SLIPWAY_NODE_SILENCE", "6s",
                "SLIPWAY_MIN_FREE_BYTES", "1MiB",
                "SLIPWAY_ADMIN_PASSWORD", HttpConnection.PASSWORD));
        return environment;
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable one : new AutoCloseable[] {standalone, wildFly, tomcat, postgres}) {
            if (one != null) {
                one.close();
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static List<URI> nodes() {
        return List.of(tomcat.uri(), wildFly.uri(), standalone.uri());
    }

    private static List<Path> homes() {
        return List.of(tomcat.home(), wildFly.home(), StandaloneProcess.home(directory.resolve("standalone")));
    }

    private static HttpConnection.Answer operation(URI node, String json) throws IOException {
        return HttpConnection.send(node, "POST", "/", Map.of("Authorization", HttpConnection.basic("admin"),
                "Content-Type", "application/json", "Accept", "application/json"),
                out -> out.write(json.getBytes(StandardCharsets.UTF_8)));
    }

    private static void deployed(URI node, String project, String text) throws IOException {
        HttpConnection.Answer answer = Upload.put(node, "admin", project, TestCluster.tar(text));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }

    private static void isLiveEverywhere(String project, String text) throws IOException {
        for (Path home : homes()) {
            assertThat(home.resolve("live").resolve(project).resolve("index.html")).hasContent(text);
        }
    }

    @Test
    void aDeployToEachOfThemIsLiveOnAll() throws Exception {
        for (int node = 0; node < NAMES.size(); node++) {
            deployed(nodes().get(node), "from-" + NAMES.get(node), "sent to " + NAMES.get(node));
            isLiveEverywhere("from-" + NAMES.get(node), "sent to " + NAMES.get(node));
        }
    }

    @Test
    void aRollbackOnOneGoesBackOnAll() throws Exception {
        deployed(tomcat.uri(), "back", "1");
        deployed(standalone.uri(), "back", "2");
        HttpConnection.Answer answer = operation(wildFly.uri(), "{\"operation\":\"rollback_component\",\"project\":\"back\"}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        isLiveEverywhere("back", "1");
    }

    /** Last, by its name: it waits for nodes to count as gone. */
    @Test
    void zEachCatchesUpThatWasKilled() throws Exception {
        for (ContainerProcess node : List.of(tomcat, wildFly)) {
            node.kill();
            String text = "without " + node.home().getParent().getFileName();
            HttpConnection.Answer answer = Upload.put(standalone.uri(), "admin", "late", TestCluster.tar(text));
            assertThat(answer.status()).as(answer.body()).isEqualTo(201);
            node.start();
            await().atMost(TestCluster.PATIENCE).untilAsserted(() -> isLiveEverywhere("late", text));
        }
    }
}
