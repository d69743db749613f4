package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.model.DeploymentId;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users ask of three servers that share a database: restarts one after the other, ways back, cancelling. */
@Timeout(300)
@DisabledIfSystemProperty(named = "arquillian.launch", matches = ".+")
@EnabledIfSystemProperty(named = "slipway.test.long", matches = "true")
@TestMethodOrder(MethodOrderer.MethodName.class)
class RollingIT {
    private static final List<String> ONE_AFTER_THE_OTHER =
            List.of("node-0 begin", "node-0 end", "node-1 begin", "node-1 end", "node-2 begin", "node-2 end");

    @TempDir
    private static Path directory;
    private static HookedCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = HookedCluster.start(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    private static List<String> oneAfterTheOther(String text) {
        return ONE_AFTER_THE_OTHER.stream().map(line -> line + " " + text).toList();
    }

    private static String id(HttpConnection.Answer answer, String field) {
        return (String) TestCluster.object(answer).get(field);
    }

    @Test
    void aRollingDeployRestartsOneNodeAfterTheOther() throws Exception {
        HttpConnection.Answer answer = cluster.deploy(0, "rolled", "new", "restart=rolling");
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        assertThat(cluster.diary("rolled")).isEqualTo(oneAfterTheOther("new"));
        String release = id(answer, "deployment_id");
        cluster.nodes().awaitLive("rolled", release);
        assertThat(cluster.job(1, id(answer, "restartJobId"))).startsWith("[{").contains("\"COMPLETE\"", "node-2");
        assertThat(cluster.record(2, release)).containsPattern(
                "\"peer_results\":\\[\\{\"node\":\"node-0\",\"status\":\"success\",\"error\":null,\"started_at\":[0-9]+,\"completed_at\":[0-9]+}");
    }

    @Test
    void aFailingHealthCheckOnTheSecondNodeTakesTheFirstBack() throws Exception {
        String good = cluster.deployed(0, "returned", "good");
        String bad = DeploymentId.next().value();
        HttpConnection.Answer answer = cluster.deploy(0, "returned", "bad", "restart=rolling", bad);
        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        assertThat(answer.body()).contains("health-failed", "node-1", "it is bad");
        cluster.nodes().awaitLive("returned", good);
        assertThat(cluster.diary("returned")).contains("node-0 end bad", "node-1 end bad", "node-0 end good")
                .doesNotContain("node-2 begin bad");
        assertThat(cluster.record(2, bad)).contains("\"status\":\"rolled_back\"")
                .containsPattern("\\{\"node\":\"node-0\",\"status\":\"failed\",\"error\":\\{\"message\":\"[^\"]*\",\"code\":\"taken-back\"}")
                .containsPattern("\\{\"node\":\"node-1\",\"status\":\"failed\",\"error\":\\{\"message\":\"[^\"]*\",\"code\":\"health-failed\"}");
    }

    @Test
    void withStopTheFirstKeepsItAndARollbackBringsAllTogetherAgain() throws Exception {
        String older = cluster.deployed(0, "stopped", "older");
        String good = cluster.deployed(0, "stopped", "good");
        String bad = DeploymentId.next().value();
        HttpConnection.Answer answer = cluster.deploy(2, "stopped", "bad", "restart=rolling", bad);
        assertThat(answer.status()).as(answer.body()).isEqualTo(502);
        assertThat(answer.body()).contains("partly-live", "node-1");
        assertThat(cluster.nodes().live(0, "stopped")).contains(bad);
        assertThat(cluster.nodes().live(1, "stopped")).contains(good);
        assertThat(cluster.nodes().live(2, "stopped")).contains(good);
        assertThat(cluster.diary("stopped")).doesNotContain("node-2 begin bad");
        HttpConnection.Answer back = cluster.nodes().operation(1,
                "{\"operation\":\"rollback_component\",\"project\":\"stopped\"}");
        assertThat(back.status()).as(back.body()).isEqualTo(200);
        cluster.nodes().awaitLive("stopped", good);
        assertTheNextWayBackLeadsTo("stopped", older);
    }

    /** Never forth to what was taken back. */
    private void assertTheNextWayBackLeadsTo(String project, String older) throws Exception {
        HttpConnection.Answer further = cluster.nodes().operation(0,
                "{\"operation\":\"rollback_component\",\"project\":\"" + project + "\"}");
        assertThat(further.status()).as(further.body()).isEqualTo(200);
        cluster.nodes().awaitLive(project, older);
    }

    @Test
    void aServiceIsRestartedOneNodeAfterTheOtherAndAnyNodeTellsHowFarItIs() throws Exception {
        cluster.deployed(0, "service", "it");
        HttpConnection.Answer answer = cluster.nodes().operation(1,
                "{\"operation\":\"restart_service\",\"service\":\"service\"}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(cluster.job(2, id(answer, "job_id"))).contains("\"COMPLETE\"", "node-0", "node-1", "node-2")
                .doesNotContain("failed", "unknown");
        assertThat(cluster.diary("service")).isEqualTo(oneAfterTheOther("it"));
        HttpConnection.Answer here = cluster.nodes().operation(1,
                "{\"operation\":\"restart_service\",\"service\":\"service\",\"replicated\":false}");
        assertThat(cluster.job(2, id(here, "job_id"))).contains("\"COMPLETE\"", "node-1").doesNotContain("node-0");
    }

    @Test
    void aRollbackStopsARollOutThatIsUnderWay() throws Exception {
        String older = cluster.deployed(0, "overtaken", "older");
        String good = cluster.deployed(0, "overtaken", "good");
        cluster.hold(1);
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<HttpConnection.Answer> deploy =
                    other.submit(() -> cluster.deploy(0, "overtaken", "next", "restart=rolling"));
            cluster.awaitDiary("overtaken", "node-1 begin next");
            HttpConnection.Answer back = cluster.nodes().operation(2,
                    "{\"operation\":\"rollback_component\",\"project\":\"overtaken\"}");
            assertThat(back.status()).as(back.body()).isEqualTo(200);
            assertThat(back.body()).contains(good);
            assertThat(deploy.get().status()).isEqualTo(409);
            assertThat(deploy.get().body()).contains("overtaken");
            cluster.nodes().awaitLive("overtaken", good);
            assertTheNextWayBackLeadsTo("overtaken", older);
            assertThat(cluster.diary("overtaken")).doesNotContain("node-1 end next", "node-2 begin next");
        } finally {
            cluster.release(1);
            other.shutdownNow();
        }
    }

    @Test
    void harperDeploysWithARollingRestartAndRestartsAndAsksForTheJob() throws Exception {
        ClientTool.HARPER.require();
        ClientWorkplace workplace = new ClientWorkplace(Files.createDirectory(directory.resolve("harper")));
        SiteDirectory.fill(workplace.site(), 9);
        String deployed = harper(workplace, 0, "deploy", "project=harper", "restart=rolling");
        assertThat(deployed).contains("Successfully deployed: harper, restarting", "restartJobId: ");
        assertThat(cluster.diary("harper")).isEqualTo(oneAfterTheOther("release 9"));
        for (int node : List.of(0, 1, 2)) {
            assertThat(SiteDirectory.listing(cluster.nodes().home(node).resolve("live/harper")))
                    .isEqualTo(SiteDirectory.withoutNodeModules(SiteDirectory.followed(workplace.site())));
        }
        String restart = harper(workplace, 1, "restart_service", "service=harper");
        Matcher job = Pattern.compile("job_id: (\\S+)").matcher(restart);
        assertThat(job.find()).as(restart).isTrue();
        cluster.job(0, job.group(1));
        assertThat(harper(workplace, 2, "get_job", "id=" + job.group(1))).contains("status: COMPLETE", "node: node-1");
        assertThat(cluster.diary("harper")).hasSize(2 * ONE_AFTER_THE_OTHER.size());
        assertThat(harper(workplace, 2, "restart_service", "service=nothing")).contains("error: No project nothing is live");
    }

    private static String harper(ClientWorkplace workplace, int node, String... arguments) throws Exception {
        ClientWorkplace.Outcome outcome = workplace.harper(workplace.site(), cluster.nodes().uri(node), HttpConnection.PASSWORD,
                List.of(arguments));
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        return outcome.output();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCancelSentToAnotherNodeReachesTheUpload(boolean byDelete) throws Exception {
        String id = DeploymentId.next().value();
        Map<String, String> headers = new LinkedHashMap<>(Map.of("Authorization", HttpConnection.basic("admin"),
                "Content-Type", "application/x-tar", "Accept", "application/json", "Slipway-Deployment-Id", id,
                "Transfer-Encoding", "chunked"));
        try (HttpConnection upload = HttpConnection.open(cluster.nodes().uri(0))) {
            upload.head("PUT", "/components/cancelled", headers);
            OutputStream body = upload.chunks();
            body.write(new byte[0]);
            body.write(SampleTree.textTar(List.of("index.html", "half".repeat(50_000))), 0, 150_000);
            body.flush();
            await().atMost(TestCluster.PATIENCE).until(() -> cluster.record(1, id).contains("\"deployment_id\""));
            HttpConnection.Answer answer = byDelete ? cluster.delete(1, "/deployments/" + id)
                    : cluster.nodes().operation(1, "{\"operation\":\"cancel_deployment\",\"deployment_id\":\"" + id + "\"}");
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(upload.answer().body()).contains("cancelled by admin");
        }
        await().atMost(TestCluster.PATIENCE).until(() -> cluster.record(2, id).contains("\"status\":\"cancelled\""));
    }

    @Test
    void whatIsDeployedToOneNodeAloneStaysThereUntilTheNextDeploy() throws Exception {
        String all = cluster.deployed(0, "apart", "all");
        HttpConnection.Answer one = cluster.deploy(1, "apart", "one", "replicated=false");
        assertThat(one.status()).as(one.body()).isEqualTo(201);
        String alone = id(one, "deployment_id");
        await().during(Duration.ofSeconds(5)).atMost(Duration.ofSeconds(20)).until(() ->
                cluster.nodes().live(1, "apart").filter(alone::equals).isPresent()
                        && cluster.nodes().live(0, "apart").filter(all::equals).isPresent());
        HttpConnection.Answer everywhere = cluster.nodes().operation(0,
                "{\"operation\":\"deploy_component\",\"project\":\"apart\",\"deployment_id\":\"" + all + "\"}");
        assertThat(everywhere.status()).as(everywhere.body()).isEqualTo(200);
        cluster.nodes().awaitLive("apart", all);
    }

    @Test
    void ofTheTimeThatARequestGivesNoMoreIsTaken() throws Exception {
        cluster.hold(1);
        try {
            HttpConnection.Answer answer = cluster.deploy(2, "late", "late", "restart=true&deployment_timeout=3s");
            assertThat(answer.status()).as(answer.body()).isEqualTo(502);
            assertThat(answer.body()).contains("in time", "node-1");
        } finally {
            cluster.release(1);
        }
    }

    /** Last, by its name: it waits for a node to count as gone. */
    @Test
    void zARollOutGoesOnWithoutTheNodeThatLedIt() throws Exception {
        cluster.deployed(2, "led", "good");
        cluster.hold(0);
        String id = DeploymentId.next().value();
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            other.submit(() -> cluster.deploy(2, "led", "next", "restart=rolling", id));
            cluster.awaitDiary("led", "node-0 begin next");
            cluster.nodes().kill(2);
        } finally {
            cluster.release(0);
            other.shutdownNow();
        }
        cluster.nodes().awaitLive("led", id);
        assertThat(cluster.job(1, id)).contains("\"COMPLETE\"");
        assertThat(cluster.record(0, id)).contains("\"status\":\"success\"", "{\"node\":\"node-2\",\"status\":\"unknown\"");
        assertThat(cluster.diary("led")).containsSubsequence("node-0 end next", "node-1 begin next", "node-1 end next");
        cluster.nodes().start(2);
        cluster.nodes().awaitLive("led", id);
    }
}
