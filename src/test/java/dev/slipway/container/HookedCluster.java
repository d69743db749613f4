package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.hooks.Scripts;
import dev.slipway.model.DeploymentId;
import dev.slipway.records.jdbc.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Three servers whose restart command writes down when it begins and ends, and holds where it is told to; a release that begins
 * with {@code bad} is not healthy on node-1. node-2 stops roll-outs that fail, the others take them back.
 */
final class HookedCluster implements AutoCloseable {
    private final TestCluster cluster;
    private final PostgresServer postgres;
    private final Path diary;
    private final Path holds;

    private HookedCluster(TestCluster cluster, PostgresServer postgres, Path diary, Path holds) {
        this.cluster = cluster;
        this.postgres = postgres;
        this.diary = diary;
        this.holds = holds;
    }

    static HookedCluster start(Path directory) throws Exception {
        Path diary = Files.createFile(directory.resolve("diary"));
        Path holds = Files.createDirectory(directory.resolve("holds"));
        Map<String, String> settings = new HashMap<>();
        settings.put("SLIPWAY_RESTART_COMMAND", Scripts.setting(directory,
                "say() { echo \"$SLIPWAY_PROJECT $SLIPWAY_NODE $1 $(head -c 20 index.html)\" >>" + diary + "; }",
                "say begin",
                "n=0; while [ -e " + holds + "/$SLIPWAY_NODE ] && [ $n -lt 600 ]; do sleep 0.1; n=$((n+1)); done",
                "sleep 0.3", "say end"));
        settings.put("SLIPWAY_HEALTH_COMMAND", Scripts.setting(directory,
                "[ $SLIPWAY_NODE != node-1 ] || ! grep -q ^bad index.html || { echo it is bad; exit 1; }"));
        settings.put("SLIPWAY_HEALTH_TRIES", "2");
        settings.put("SLIPWAY_HEALTH_GRACE", "10ms");
        settings.put("SLIPWAY_HEALTH_INTERVAL", "50ms");
        settings.put("SLIPWAY_DEPLOYMENT_TIMEOUT", "60s");
        Path home = Files.createDirectories(StandaloneProcess.home(directory.resolve(TestCluster.name(2))));
        Files.writeString(home.resolve("slipway.properties"), "slipway.on-failure=stop\n");
        PostgresServer postgres = PostgresServer.start();
        try {
            return new HookedCluster(TestCluster.of(3, directory, postgres, settings), postgres, diary, holds);
        } catch (Exception | Error e) {
            postgres.close();
            throw e;
        }
    }

    TestCluster nodes() {
        return cluster;
    }

    /** Deploys one small file of that text. @param query without the question mark */
    HttpConnection.Answer deploy(int node, String project, String text, String query) throws IOException {
        return deploy(node, project, text, query, DeploymentId.next().value());
    }

    /** The same under an id. */
    HttpConnection.Answer deploy(int node, String project, String text, String query, String id) throws IOException {
        return HttpConnection.send(cluster.uri(node), "PUT", "/components/" + project + "?" + query,
                Map.of("Authorization", HttpConnection.basic("admin"), "Content-Type", "application/x-tar",
                        "Accept", "application/json", "Slipway-Deployment-Id", id),
                out -> out.write(TestCluster.tar(text)));
    }

    /** The same, which must go well. @return its id */
    String deployed(int node, String project, String text) throws IOException {
        HttpConnection.Answer answer = deploy(node, project, text, "");
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return (String) TestCluster.object(answer).get("deployment_id");
    }

    /** What the restart commands of a project said, without its name. */
    List<String> diary(String project) throws IOException {
        return Files.readAllLines(diary).stream().filter(line -> line.startsWith(project + " "))
                .map(line -> line.substring(project.length() + 1)).toList();
    }

    void awaitDiary(String project, String line) {
        await().atMost(TestCluster.PATIENCE).until(() -> diary(project).contains(line));
    }

    /** The restart commands of a node do not end until {@link #release}. */
    void hold(int node) throws IOException {
        Files.createFile(holds.resolve(TestCluster.name(node)));
    }

    void release(int node) throws IOException {
        Files.delete(holds.resolve(TestCluster.name(node)));
    }

    String record(int node, String deployment) throws IOException {
        return HttpConnection.get(cluster.uri(node), "/deployments/" + deployment).body();
    }

    HttpConnection.Answer delete(int node, String path) throws IOException {
        try (HttpConnection connection = HttpConnection.open(cluster.uri(node))) {
            connection.head("DELETE", path, Map.of("Accept", "application/json", "Authorization", HttpConnection.basic("admin")));
            return connection.answer();
        }
    }

    /** The job as a node tells, once it has ended. */
    String job(int node, String id) {
        String[] told = new String[1];
        await().atMost(TestCluster.PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> {
            told[0] = cluster.operation(node, "{\"operation\":\"get_job\",\"id\":\"" + id + "\"}").body();
            return !told[0].contains("IN_PROGRESS");
        });
        return told[0];
    }

    @Override
    public void close() throws Exception {
        try {
            cluster.close();
        } finally {
            postgres.close();
        }
    }
}
