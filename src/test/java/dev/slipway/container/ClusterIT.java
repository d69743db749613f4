package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.records.jdbc.PostgresServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Two servers that share a database. Each test has a project of its own. */
@Timeout(300)
@DisabledIfSystemProperty(named = "arquillian.launch", matches = ".+")
@TestMethodOrder(MethodOrderer.MethodName.class)
class ClusterIT {
    @TempDir
    private static Path directory;
    private static PostgresServer postgres;
    private static TestCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        postgres = PostgresServer.start();
        cluster = TestCluster.of(2, directory, postgres, Map.of("SLIPWAY_DEPLOYMENT_TIMEOUT", "30s"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    private static String deployed(int node, String project, String text) throws Exception {
        HttpConnection.Answer answer = cluster.deploy(node, project, TestCluster.tar(text));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return (String) TestCluster.object(answer).get("deployment_id");
    }

    @Test
    void aDeployToOneIsLiveOnBothWhenItIsAnswered() throws Exception {
        HttpConnection.Answer answer = cluster.deploy(0, "both", TestCluster.tar("both"));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        String release = (String) TestCluster.object(answer).get("deployment_id");
        for (int node : List.of(0, 1)) {
            assertThat(cluster.live(node, "both")).contains(release);
            assertThat(cluster.text(node, "both", "index.html")).isEqualTo("both");
        }
        assertThat(answer.body()).contains("\"node\":\"node-0\",\"status\":\"success\"", "\"node\":\"node-1\",\"status\":\"success\"");
    }

    @Test
    void aRollbackOnOneGoesBackOnBoth() throws Exception {
        String first = deployed(0, "back", "1");
        deployed(0, "back", "2");
        HttpConnection.Answer answer = cluster.operation(1, "{\"operation\":\"rollback_component\",\"project\":\"back\"}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        cluster.awaitLive("back", first);
    }

    @Test
    void aStagedReleaseIsKeptByBothAndLiveOnBothWhenItIsActivatedOnTheOther() throws Exception {
        HttpConnection.Answer staged = HttpConnection.send(cluster.uri(0), "PUT", "/components/staged?activate=false",
                Map.of("Authorization", HttpConnection.basic("admin"), "Content-Type", "application/x-tar", "Accept", "application/json"),
                out -> out.write(TestCluster.tar("staged")));
        assertThat(staged.body()).contains("\"staged\":true");
        String release = (String) TestCluster.object(staged).get("deployment_id");
        assertThat(cluster.home(1).resolve("releases/staged").resolve(release)).isDirectory();
        assertThat(cluster.live(1, "staged")).isEmpty();
        HttpConnection.Answer live = cluster.operation(1,
                "{\"operation\":\"deploy_component\",\"project\":\"staged\",\"deployment_id\":\"" + release + "\"}");
        assertThat(live.status()).as(live.body()).isEqualTo(200);
        cluster.awaitLive("staged", release);
    }

    @Test
    void whatIsDroppedOnOneIsGoneOnBoth() throws Exception {
        deployed(0, "gone", "1");
        HttpConnection.Answer answer = cluster.operation(1, "{\"operation\":\"drop_component\",\"project\":\"gone\"}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        for (int node : List.of(0, 1)) {
            assertThat(cluster.live(node, "gone")).isEmpty();
            assertThat(cluster.home(node).resolve("releases/gone")).doesNotExist();
        }
        deployed(0, "gone", "2");
        assertThat(cluster.text(1, "gone", "index.html")).isEqualTo("2");
    }

    @Test
    void ofTwoDeploysOfOneProjectOnTwoNodesBothNodesHaveTheSameInTheEnd() throws Exception {
        ExecutorService both = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 5; round++) {
                String text = "round " + round;
                List<Callable<Integer>> deploys = List.of(
                        () -> cluster.deploy(0, "raced", TestCluster.tar(text + " of 0")).status(),
                        () -> cluster.deploy(1, "raced", TestCluster.tar(text + " of 1")).status());
                int taken = 0;
                for (Future<Integer> status : both.invokeAll(deploys)) {
                    assertThat(status.get()).isIn(201, 409);
                    taken += status.get() == 201 ? 1 : 0;
                }
                assertThat(taken).isPositive();
                await().atMost(TestCluster.PATIENCE)
                        .until(() -> cluster.live(0, "raced").equals(cluster.live(1, "raced")));
                assertThat(cluster.text(0, "raced", "index.html")).startsWith(text)
                        .isEqualTo(cluster.text(1, "raced", "index.html"));
            }
        } finally {
            both.shutdownNow();
        }
    }

    private static HttpConnection.Answer queued(int node, String project, HttpConnection.Body body) throws Exception {
        return HttpConnection.send(cluster.uri(node), "PUT", "/components/" + project + "?queue=true", Map.of("Authorization",
                HttpConnection.basic("admin"), "Content-Type", "application/x-tar", "Accept", "application/json"), body);
    }

    private static boolean isListed(String project, String status) throws Exception {
        return !((List<?>) TestCluster.object(cluster.operation(0, "{\"operation\":\"list_deployments\",\"project\":\"" + project
                + "\",\"status\":\"" + status + "\"}")).get("deployments")).isEmpty();
    }

    @Test
    void oneThatQueuesWaitsForItsTurnAndThenComesToBoth() throws Exception {
        byte[] first = TestCluster.tar("first");
        CountDownLatch gate = new CountDownLatch(1);
        ExecutorService both = Executors.newFixedThreadPool(2);
        try {
            Future<HttpConnection.Answer> one = both.submit(() -> queued(0, "queued", out -> {
                out.write(first, 0, first.length / 2);
                out.flush();
                gate.countDown();
                await().atMost(TestCluster.PATIENCE).until(() -> isListed("queued", "queued"));
                out.write(first, first.length / 2, first.length - first.length / 2);
            }));
            gate.await();
            await().atMost(TestCluster.PATIENCE).until(() -> isListed("queued", "receiving") || isListed("queued", "extracting"));
            Future<HttpConnection.Answer> two = both.submit(() -> queued(0, "queued", out -> out.write(TestCluster.tar("second"))));
            assertThat(two.get().status()).as(two.get().body()).isEqualTo(201);
            assertThat(one.get().status()).as(one.get().body()).isEqualTo(201);
            cluster.awaitLive("queued", (String) TestCluster.object(two.get()).get("deployment_id"));
            assertThat(cluster.text(1, "queued", "index.html")).isEqualTo("second");
        } finally {
            both.shutdownNow();
        }
    }

    /** Last, by its name: it waits for a node to count as gone. */
    @Test
    void zOneThatWasAwayAndOneThatWasWipedCatchUpByThemselves() throws Exception {
        deployed(0, "late", "before");
        cluster.kill(1);
        HttpConnection.Answer waiting = cluster.deploy(0, "alone", TestCluster.tar("alone"));
        assertThat(waiting.status()).as(waiting.body()).isEqualTo(502);
        assertThat(waiting.body()).contains("node-1", "slipway.write-copies");
        assertThat(cluster.live(0, "alone")).isEmpty();
        cluster.start(1);
        cluster.awaitUp(2);
        String release = deployed(0, "late", "after");
        cluster.kill(1);
        cluster.wipe(1);
        cluster.start(1);
        cluster.awaitLive("late", release);
        assertThat(cluster.text(1, "late", "index.html")).isEqualTo("after");
    }
}
