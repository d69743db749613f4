package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.records.jdbc.PostgresServer;
import dev.slipway.web.HttpSocket.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers whose records are in a PostgreSQL. */
@Timeout(120)
class PostgresSiteTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private static PostgresServer database;
    private Map<String, String> settings;

    @BeforeAll
    static void startDatabase() throws Exception {
        database = PostgresServer.start();
    }

    @BeforeEach
    void makeDatabase() throws Exception {
        settings = Map.of("slipway.records", database.database(), "slipway.records-user", PostgresServer.USER,
                "slipway.records-password", PostgresServer.PASSWORD, "slipway.min-free-bytes", "1MiB");
    }

    @AfterAll
    static void stopDatabase() throws Exception {
        database.close();
    }

    private TestSite site(String home) throws Exception {
        return TomcatSite.start(folder.toRealPath().resolve(home), Files.createTempDirectory(folder, "server"), settings);
    }

    private static List<?> history(TestSite site) throws IOException {
        return (List<?>) new Requests(site.port(), "viewer").ask("GET", "/deployments").object().get("deployments");
    }

    @Test
    void theHistoryIsThereAfterARestartAndTwoServersShareIt() throws Exception {
        try (TestSite first = site("one")) {
            Requests deployer = new Requests(first.port(), "deployer");
            assertThat(deployer.put("app", Archives.tar("a", "1")).status()).isEqualTo(201);
            assertThat(deployer.put("app", Archives.tar("a", "2")).status()).isEqualTo(201);
        }
        try (TestSite again = site("one"); TestSite other = site("two")) {
            Requests deployer = new Requests(again.port(), "deployer");
            assertThat(deployer.ask("POST", "/components/app/rollback").status()).isEqualTo(200);
            assertThat(history(again)).hasSize(3);
            assertThat(history(other)).hasSize(3);
            Answer nothing = new Requests(other.port(), "deployer").ask("POST", "/components/app/rollback");
            assertThat(nothing.status()).as("what is live belongs to each server").isEqualTo(404);
        }
    }

    @Test
    void aServerThatStopsLeavesItsClusterAndNoThread() throws Exception {
        settings = new HashMap<>(settings);
        settings.putAll(Map.of("slipway.node-url", "http://127.0.0.1:1", "slipway.cluster-secret", "s".repeat(32)));
        try (TestSite site = site("one")) {
            assertThat(new Requests(site.port(), "deployer").put("app", Archives.tar("a", "1")).status()).isEqualTo(201);
            assertThat(threads()).contains("slipway-cluster");
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(threads()).isEmpty());
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName)
                .filter(name -> name.startsWith("slipway-cluster") || name.startsWith("slipway-watch")).toList();
    }

    @Test
    void withoutItsDatabaseAServerSaysSoAndGoesBackToANamedReleaseUntilTheDatabaseIsBack() throws Exception {
        try (TestSite site = site("one")) {
            Requests deployer = new Requests(site.port(), "deployer");
            Object first = deployer.put("app", Archives.tar("a", "1")).object().get("deployment_id");
            assertThat(deployer.put("app", Archives.tar("a", "2")).status()).isEqualTo(201);
            database.stop();
            await().atMost(SOON).until(() -> deployer.put("app", Archives.tar("a", "3")).status() >= 500);
            Answer live = deployer.ask("GET", "/health/live");
            assertThat(live.status()).isEqualTo(200);
            Answer ready = await().atMost(SOON).until(() -> deployer.ask("GET", "/health/ready"),
                    answer -> answer.status() == 503);
            assertThat(ready.text()).contains("database").doesNotContain(PostgresServer.PASSWORD);
            Answer back = deployer.ask("POST", "/components/app/rollback?to=" + first);
            assertThat(back.status()).as("a release that is named: " + back).isEqualTo(200);
            database.resume();
            await().atMost(SOON).untilAsserted(
                    () -> assertThat(deployer.ask("GET", "/health/ready").text()).isEqualTo("Slipway takes uploads.\n"));
            assertThat(deployer.put("app", Archives.tar("a", "3")).status()).isEqualTo(201);
        }
    }
}
