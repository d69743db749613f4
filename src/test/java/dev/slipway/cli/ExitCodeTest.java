package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.client.TestServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each exit code of {@code deploy}, with what the JSON object says beside it. 130 is in {@link InterruptedDeployTest}. */
@Timeout(60)
class ExitCodeTest {
    @TempDir
    Path directory;

    @BeforeEach
    void somethingToDeploy() throws IOException {
        Files.writeString(directory.resolve("index.html"), "hello");
    }

    @Test
    void zeroWhenItIsLive() throws IOException {
        try (TestServer server = new TestServer(call -> {
            call.body().readAllBytes();
            call.done("done");
        })) {
            CommandRun run = deploy(server.target().toString());
            assertThat(run.exitCode()).isZero();
            assertThat(run.json()).containsEntry("outcome", "live").containsEntry("attempts", 1L)
                    .containsEntry("exit_code", 0L)
                    .containsEntry("deployment_id", server.calls().get(1).headers().get("slipway-deployment-id"));
        }
    }

    @ParameterizedTest
    @CsvSource({"internal, 500, 1, server-failed", "archive-refused, 422, 3, refused", "project-busy, 409, 4, conflict",
        "limit-exceeded, 413, 5, limit", "no-space, 507, 5, limit", "server-busy, 503, 5, limit",
        "shutting-down, 503, 6, network", "stalled, 408, 7, timed-out"})
    void theServersAnswerDecides(String code, int status, int exitCode, String kind) throws IOException {
        try (TestServer server = new TestServer(call -> {
            call.body().readAllBytes();
            call.answer(status, "{\"error\":\"no\",\"code\":\"" + code + "\",\"limit\":\"max-x\"}");
        })) {
            CommandRun run = deploy(server.target().toString());
            assertThat(run.exitCode()).isEqualTo(exitCode);
            assertThat(run.json()).containsEntry("exit_code", (long) exitCode).containsEntry("code", code)
                    .containsEntry("kind", kind).containsEntry("outcome", "failed").containsEntry("attempts", 1L)
                    .containsEntry("project", "app").containsKeys("deployment_id", "target", "answer");
            assertThat(run.err()).contains("limit: max-x", "Nothing was made live");
        }
    }

    @Test
    void twoForADirectoryThatIsNotThere() {
        CommandRun run = CommandRun.of(CommandRun.PASSWORD, "deploy", directory + "/none", "--project", "app", "--json");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.json()).containsEntry("outcome", "failed").containsEntry("attempts", 0L)
                .containsEntry("code", "usage").doesNotContainKey("deployment_id");
    }

    @ParameterizedTest
    @CsvSource({"--timeout, 10", "--timeout, 1w", "--timeout, 0s", "--timeout, 200h", "--retries, -1", "--retries, x"})
    void twoForAnOptionThatMakesNoSense(String option, String value) {
        CommandRun run = CommandRun.of(CommandRun.PASSWORD, "deploy", directory.toString(), "--project", "app", "--json",
                option, value);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.json()).containsEntry("exit_code", 2L).containsEntry("code", "usage");
    }

    @Test
    void threeForADirectoryThatCannotBePacked() throws IOException {
        Files.createSymbolicLink(directory.resolve("out"), Path.of("../elsewhere"));
        try (TestServer server = new TestServer(call -> call.body().readAllBytes())) {
            CommandRun run = deploy(server.target().toString());
            assertThat(run.exitCode()).isEqualTo(3);
            assertThat(run.json()).containsEntry("entry", "out");
        }
    }

    @Test
    void sixForANetworkThatDoesNotComeBackAndEachRetryIsALine() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        CommandRun run = deploy("http://127.0.0.1:" + port, "--retries", "2");
        assertThat(run.exitCode()).isEqualTo(6);
        assertThat(run.err().lines().filter(line -> line.contains("again in"))).hasSize(2)
                .allMatch(line -> line.startsWith("slipway: Cannot reach")).anyMatch(line -> line.contains("attempt 3 of 3"));
        assertThat(run.json()).containsEntry("attempts", 3L).containsEntry("code", "unreachable");
        assertThat(run.json().get("error")).asString().contains("tried 3 times");
    }

    @Test
    void sevenWhenTheTimeIsOver() throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        try (TestServer server = new TestServer(call -> {
            call.body().readAllBytes();
            try {
                over.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        })) {
            CommandRun run = deploy(server.target().toString(), "--timeout", "4s");
            assertThat(run.exitCode()).isEqualTo(7);
            assertThat(run.json()).containsEntry("code", "timed-out").containsEntry("outcome", "unknown")
                    .containsEntry("outcome_unknown", true);
            assertThat(run.err()).doesNotContain("Nothing was made live")
                    .contains(String.valueOf(run.json().get("deployment_id")));
        }
        over.countDown();
    }

    @Test
    void aDeployThatSucceedsAtTheSecondAttemptSaysSo() throws IOException {
        AtomicInteger uploads = new AtomicInteger();
        try (TestServer server = new TestServer(call -> {
            call.body().readAllBytes();
            if (uploads.incrementAndGet() == 1) {
                call.answer(503, "{\"error\":\"stopping\",\"code\":\"shutting-down\"}");
            } else {
                call.done("done");
            }
        })) {
            String[] line = {"deploy", directory.toString(), "--project", "app", "--target", server.target().toString(),
                "--quiet"};
            CommandRun run = CommandRun.of(CommandRun.PASSWORD, line);
            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).contains("2 attempts");
            assertThat(run.err()).startsWith("slipway: stopping; again in ").contains("(attempt 2 of 6)").hasLineCount(1);
        }
    }

    @Test
    void theHelpNamesThemAll() {
        assertThat(CommandRun.of(Map.of(), "deploy", "--help").out()).contains("0  live", "1  failed on the server",
                "2  usage", "3  refused", "4  conflict", "5  a limit", "6  network", "7  timed out", "130  interrupted",
                "--retries", "--timeout");
    }

    private CommandRun deploy(String target, String... more) {
        List<String> line = new ArrayList<>(List.of("deploy", directory.toString(), "--project", "app", "--target", target,
                "--json", "--retries", "0"));
        if (List.of(more).contains("--retries")) {
            line.subList(line.size() - 2, line.size()).clear();
        }
        line.addAll(List.of(more));
        return CommandRun.of(CommandRun.PASSWORD, line.toArray(String[]::new));
    }
}
