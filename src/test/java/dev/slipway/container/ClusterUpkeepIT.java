package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.hooks.Scripts;
import dev.slipway.records.jdbc.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two servers that reach each other by HTTPS only, keep little, and have hooks: node-1 does not verify what begins with
 * {@code refused}, and its health check holds where it is told to. Each test has a project of its own.
 */
@Timeout(300)
@DisabledIfSystemProperty(named = "arquillian.launch", matches = ".+")
@EnabledIfSystemProperty(named = "slipway.test.long", matches = "true")
class ClusterUpkeepIT {
    private static final int ARCHIVE_BYTES = 2048;
    private static final int MOST_BYTES = 3 * ARCHIVE_BYTES;

    @TempDir
    private static Path directory;
    private static PostgresServer postgres;
    private static TestCluster cluster;
    private static final List<TlsFront> FRONTS = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        Path keys = TlsFront.keys(directory);
        Map<String, String> settings = new HashMap<>();
        settings.put("JAVA_TOOL_OPTIONS", TlsFront.trusting(keys));
        settings.put("SLIPWAY_DEPLOYMENT_TIMEOUT", "40s");
        settings.put("SLIPWAY_WRITE_COPIES", "1");
        settings.put("SLIPWAY_KEEP_RELEASES", "3");
        settings.put("SLIPWAY_KEEP_PAYLOAD_BYTES", Integer.toString(MOST_BYTES));
        settings.put("SLIPWAY_MIN_AGE_AFTER_REPLACED", "0s");
        settings.put("SLIPWAY_VERIFY_COMMAND", Scripts.setting(directory,
                "[ $SLIPWAY_NODE != node-1 ] || ! grep -q ^refused index.html || { echo not this one; exit 1; }"));
        settings.put("SLIPWAY_HEALTH_COMMAND", Scripts.setting(directory,
                "echo $SLIPWAY_PROJECT $SLIPWAY_NODE $(head -c 20 index.html) >>" + directory + "/diary", "echo checked by $SLIPWAY_NODE",
                "n=0; while [ -e " + directory + "/hold-$SLIPWAY_PROJECT-$SLIPWAY_NODE ] && [ $n -lt 600 ]; do sleep 0.1; n=$((n+1)); done"));
        settings.put("SLIPWAY_HEALTH_GRACE", "10ms");
        settings.put("SLIPWAY_HEALTH_TIMEOUT", "60s");
        Files.createFile(directory.resolve("diary"));
        postgres = PostgresServer.start();
        cluster = TestCluster.of(2, directory, postgres.database(), settings, (node, ports) -> {
            while (FRONTS.size() <= node) {
                FRONTS.add(front(keys, ports.get(FRONTS.size())));
            }
            return Map.of("SLIPWAY_NODE_URL", FRONTS.get(node).url());
        });
    }

    private static TlsFront front(Path keys, int to) throws IOException {
        try {
            return TlsFront.start(keys, to);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
        if (postgres != null) {
            postgres.close();
        }
        for (TlsFront front : FRONTS) {
            front.close();
        }
    }

    private static HttpConnection.Answer deploy(int node, String project, String text, String query) throws IOException {
        return HttpConnection.send(cluster.uri(node), "PUT", "/components/" + project + "?" + query,
                Map.of("Authorization", HttpConnection.basic("admin"), "Content-Type", "application/x-tar", "Accept", "application/json"),
                out -> out.write(TestCluster.tar(text)));
    }

    private static String deployed(int node, String project, String text) throws IOException {
        HttpConnection.Answer answer = deploy(node, project, text, "");
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return (String) TestCluster.object(answer).get("deployment_id");
    }

    private static List<String> archives(int node) throws IOException {
        return names(node, "payloads");
    }

    private static List<String> releases(int node, String project) throws IOException {
        return names(node, "releases/" + project);
    }

    private static List<String> names(int node, String place) throws IOException {
        try (Stream<Path> files = Files.list(cluster.home(node).resolve(place))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void nodesGetArchivesByHttpsFromThoseThatTheyTrust() throws Exception {
        int before = FRONTS.get(0).served.get();
        String release = deployed(0, "secure", "secure");
        assertThat(cluster.live(1, "secure")).contains(release);
        assertThat(FRONTS.get(0).served.get()).isGreaterThan(before);
        assertThat(cluster.log(1)).contains(release + " of secure is ready: ");
    }

    @Test
    void whatHooksOfANodeWriteIsInItsLog() throws Exception {
        String release = deployed(0, "logged", "logged");
        assertThat(cluster.log(1)).containsPattern("Deployment " + release + " of logged, health on this node: checked by node-1");
    }

    @Test
    void whereErrorsAreIgnoredANodeThatRefusesIsToldOfAndTheOthersHaveIt() throws Exception {
        HttpConnection.Answer refused = deploy(0, "ignored", "refused", "");
        assertThat(refused.status()).as(refused.body()).isGreaterThanOrEqualTo(400);
        assertThat(cluster.live(0, "ignored")).isEmpty();
        HttpConnection.Answer taken = deploy(0, "ignored", "refused but wanted", "ignore_replication_errors=true");
        assertThat(taken.status()).as(taken.body()).isEqualTo(201);
        String release = (String) TestCluster.object(taken).get("deployment_id");
        assertThat(cluster.live(0, "ignored")).contains(release);
        assertThat(cluster.live(1, "ignored")).isEmpty();
        assertThat(HttpConnection.get(cluster.uri(1), "/deployments/" + release).body())
                .contains("{\"node\":\"node-0\",\"status\":\"success\"")
                .containsPattern("\\{\"node\":\"node-1\",\"status\":\"failed\",\"error\":\\{\"message\":\"[^\"]*not this one[^\"]*\",\"code\":\"verify-failed\"}");
    }

    @Test
    void theDiskOfTheOtherNodeIsBoundedAsThatOfTheOneThatReceivesAndADropLeavesNothing() throws Exception {
        List<String> deployments = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            deployments.add(deployed(i % 3 == 0 ? 1 : 0, "bounded", "number " + i));
        }
        List<String> archives = new ArrayList<>();
        for (String id : deployments) {
            archives.add((String) TestCluster.object(HttpConnection.get(cluster.uri(0), "/deployments/" + id)).get("payload_hash"));
        }
        await().atMost(TestCluster.PATIENCE).untilAsserted(() -> {
            for (int node : List.of(0, 1)) {
                assertThat(releases(node, "bounded")).as("releases of node " + node).hasSizeLessThanOrEqualTo(4)
                        .contains(deployments.get(11));
                assertThat(archives(node)).as("archives of node " + node).contains(archives.get(11), archives.get(10))
                        .doesNotContainAnyElementsOf(archives.subList(0, 8));
            }
        });
        HttpConnection.Answer answer = cluster.operation(0, "{\"operation\":\"drop_component\",\"project\":\"bounded\"}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        for (int node : List.of(0, 1)) {
            assertThat(cluster.live(node, "bounded")).isEmpty();
            assertThat(cluster.home(node).resolve("releases/bounded")).doesNotExist();
        }
    }

    @Test
    void aRollbackOnANodeThatMissedAReleaseGoesToThatReleaseAndGetsIt() throws Exception {
        deployed(0, "missed", "1");
        cluster.kill(1);
        String second = deployed(0, "missed", "2");
        String third = deployed(0, "missed", "3");
        cluster.start(1);
        cluster.awaitLive("missed", third);
        cluster.awaitUp(2);
        assertThat(releases(1, "missed")).doesNotContain(second);
        HttpConnection.Answer answer = cluster.operation(1, "{\"operation\":\"rollback_component\",\"project\":\"missed\"}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        cluster.awaitLive("missed", second);
        assertThat(cluster.text(1, "missed", "index.html")).isEqualTo("2");
    }

    @Test
    void aNodeThatIsKilledWhileItChecksAReleaseChecksItAgain() throws Exception {
        Path hold = Files.createFile(directory.resolve("hold-killed-node-1"));
        CompletableFuture<HttpConnection.Answer> deploying = CompletableFuture.supplyAsync(() -> {
            try {
                return deploy(0, "killed", "held", "");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        await().atMost(TestCluster.PATIENCE).until(() -> checks("killed node-1 held") == 1);
        cluster.kill(1);
        Files.delete(hold);
        assertThat(deploying.get().status()).isEqualTo(201);
        cluster.start(1);
        await().atMost(TestCluster.PATIENCE).until(() -> checks("killed node-1 held") == 2);
        cluster.awaitUp(2);
    }

    @Test
    void anArchiveThatTheDiskHasChangedIsFetchedAgain() throws Exception {
        String release = deployed(0, "damaged", "as it was");
        String digest = (String) TestCluster.object(HttpConnection.get(cluster.uri(0), "/deployments/" + release)).get("payload_hash");
        cluster.kill(1);
        Path home = cluster.home(1);
        Files.write(home.resolve("payloads").resolve(digest), TestCluster.tar("as it isnt"), StandardOpenOption.CREATE);
        Files.deleteIfExists(home.resolve("live/damaged"));
        Files.move(home.resolve("releases/damaged").resolve(release), directory.resolve("taken-away"));
        cluster.start(1);
        cluster.awaitLive("damaged", release);
        assertThat(cluster.text(1, "damaged", "index.html")).isEqualTo("as it was");
        assertThat(cluster.log(1)).contains("was damaged on the disk of this node");
        cluster.awaitUp(2);
    }

    private static long checks(String line) throws IOException {
        return Files.readAllLines(directory.resolve("diary")).stream().filter(line::equals).count();
    }
}
