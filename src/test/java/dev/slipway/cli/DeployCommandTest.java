package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.client.TestServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DeployCommandTest {
    private static final TestServer.Upload ACCEPT = call -> {
        call.body().readAllBytes();
        call.answer(200, "{\"message\":\"Successfully deployed: app\",\"deployment_id\":\"" + call.id() + "\"}");
    };

    @TempDir
    Path directory;

    @BeforeEach
    void somethingToDeploy() throws IOException {
        Files.writeString(directory.resolve("index.html"), "hello");
    }

    @Test
    void theResultIsOnStandardOutputAndTheProgressIsNot() throws IOException {
        try (TestServer server = new TestServer(ACCEPT)) {
            CommandRun run = deploy(server);
            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).startsWith("Successfully deployed: app\n").contains(server.calls().get(1).id(), "1 file", "slipway/test");
            assertThat(run.err()).contains("connecting", "the server is unpacking").doesNotContain("Successfully", "\r");
        }
    }

    @Test
    void asJsonTheResultIsOneObject() throws IOException {
        try (TestServer server = new TestServer(ACCEPT)) {
            CommandRun run = deploy(server, "--json", "--message", "note");
            assertThat(run.exitCode()).isZero();
            assertThat(run.json()).containsEntry("ok", true).containsEntry("exit_code", 0L)
                    .containsEntry("project", "app").containsEntry("deployment_id", server.calls().get(1).id())
                    .containsEntry("files", 1L).containsEntry("unpacked_size", 5L)
                    .containsEntry("target", server.target().toString())
                    .containsKeys("payload_sha256", "payload_size", "directories", "seconds", "server", "answer");
        }
    }

    @Test
    void quietSaysNothingOnStandardError() throws IOException {
        try (TestServer server = new TestServer(ACCEPT)) {
            assertThat(deploy(server, "--quiet").err()).isEmpty();
        }
    }

    @Test
    void onATerminalOneLineIsDrawnOverAndRemoved() throws IOException {
        try (TestServer server = new TestServer(ACCEPT)) {
            CommandRun run = CommandRun.of(CommandRun.PASSWORD, new Terminal(true, false, 60), options -> {
                throw new IOException();
            }, "deploy", directory.toString(), "--project", "app", "--target", server.target().toString());
            assertThat(run.err()).contains("\r\033[K", "the server is unpacking").endsWith("\r\033[K")
                    .doesNotContain("\n", "\033[1;31m");
            assertThat(run.out()).doesNotContain("\033");
        }
    }

    @Test
    void aRefusalIsShownWholeAndExitsWithThree() throws IOException {
        String refusal = "{\"error\":\"entry \\\"../x\\\": leads out\",\"code\":\"archive-refused\",\"entry\":\"../x\","
                + "\"remedy\":\"Repack it.\",\"deployment_id\":\"d-2\",\"phase\":\"extracting\"}";
        try (TestServer server = new TestServer(call -> {
            call.body().readAllBytes();
            call.answer(422, refusal);
        })) {
            CommandRun run = deploy(server, "--json");
            assertThat(run.exitCode()).isEqualTo(3);
            assertThat(run.err()).contains("entry \"../x\": leads out", "Repack it.", "deployment_id: d-2",
                    "phase: extracting", "Nothing was made live");
            assertThat(run.json()).containsEntry("ok", false).containsEntry("exit_code", 3L)
                    .containsEntry("code", "archive-refused").containsEntry("kind", "refused")
                    .containsEntry("entry", "../x").containsEntry("remedy", "Repack it.")
                    .containsEntry("status", 422L).containsEntry("outcome_unknown", false).containsKey("answer");
            assertThat(deploy(server).out()).isEmpty();
        }
    }

    @Test
    void theServersTextCannotSendCommandsToTheTerminal() throws IOException {
        try (TestServer server = new TestServer(call -> {
            call.body().readAllBytes();
            call.answer(422, "{\"error\":\"a\\u001b]0;x\\u0007b \\\"c\\\"\","
                    + "\"remedy\":\"\\u001b[2J\",\"z\\u001b\":\"\\u009b\"}");
        })) {
            assertThat(deploy(server).err()).contains("a?]0;x?b \"c\"").doesNotContain("\033", "\007", "\u009b");
        }
    }

    @Test
    void aWrongPasswordExitsWithThree() throws IOException {
        try (TestServer server = new TestServer(ACCEPT)) {
            CommandRun run = CommandRun.of(Map.of("SLIPWAY_PASSWORD", "other"), "deploy", directory.toString(),
                    "--project", "app", "--target", server.target().toString());
            assertThat(run.exitCode()).isEqualTo(3);
            assertThat(run.err()).contains("Login failed", "password").doesNotContain("other");
        }
    }

    @Test
    void nobodyListeningExitsWithSix() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        CommandRun run = CommandRun.of(CommandRun.PASSWORD, "deploy", directory.toString(), "--project", "app",
                "--target", "http://127.0.0.1:" + port, "--json", "--retries", "0");
        assertThat(run.exitCode()).isEqualTo(6);
        assertThat(run.json()).containsEntry("code", "unreachable");
    }

    @Test
    void whatMakesNoSenseExitsWithTwo() throws IOException {
        String dir = directory.toString();
        String[][] lines = {
            {"deploy", dir}, {"deploy", dir, "--project", "a/b"}, {"deploy", dir, "--project", "app", "--target", "x"},
            {"deploy", dir, "--project", "app", "--target", "http://u:p@host/"}, {"deploy", dir, "--nosuch"},
            {"deploy", dir + "/none", "--project", "app", "--target", "http://127.0.0.1:9"},
            {"deploy", dir, "--project", "app", "--user", "a:b"},
            {"deploy", dir, "--project", "app", "--idempotency-key", "a b"},
            {"deploy", dir, "--project", "app", "--strip-components", "-1"},
            {"deploy", dir, "--project", "app", "--message", "m".repeat(1001)}};
        for (String[] line : lines) {
            CommandRun plain = CommandRun.of(CommandRun.PASSWORD, line);
            assertThat(plain.exitCode()).as(String.join(" ", line)).isEqualTo(2);
            assertThat(plain.out()).isEmpty();
            assertThat(plain.err()).startsWith("slipway: ");
            String[] withJson = java.util.Arrays.copyOf(line, line.length + 1);
            withJson[line.length] = "--json";
            assertThat(CommandRun.of(CommandRun.PASSWORD, withJson).json()).containsEntry("code", "usage")
                    .containsEntry("exit_code", 2L);
        }
    }

    @Test
    void thePasswordComesFromTheFileBeforeTheEnvironment() throws IOException {
        Path file = Files.writeString(directory.resolveSibling("password"), "s\u00e4cret\n");
        try (TestServer server = new TestServer(ACCEPT)) {
            CommandRun run = CommandRun.of(Map.of("SLIPWAY_PASSWORD", "other"), "deploy", directory.toString(),
                    "--project", "app", "--target", server.target().toString(), "--password-file", file.toString());
            assertThat(run.exitCode()).isZero();
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void withoutAnyPasswordTheWaysToGiveOneAreTold() {
        CommandRun run = CommandRun.of(Map.of(), "deploy", directory.toString(), "--project", "app");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("SLIPWAY_PASSWORD", "--password-file");
    }

    @Test
    void targetAndUserHaveTheirVariables() throws IOException {
        try (TestServer server = new TestServer(ACCEPT)) {
            Map<String, String> environment = new HashMap<>(CommandRun.PASSWORD);
            environment.put("SLIPWAY_TARGET", server.target().toString());
            CommandRun asAdmin = CommandRun.of(environment, "deploy", directory.toString(), "--project", "app");
            assertThat(asAdmin.exitCode()).isZero();
            environment.put("SLIPWAY_USER", "somebody");
            CommandRun asOther = CommandRun.of(environment, "deploy", directory.toString(), "--project", "app");
            assertThat(asOther.exitCode()).isEqualTo(3);
        }
    }

    @Test
    void aStagedReleaseIsSaidNotToBeLive() throws IOException {
        try (TestServer server = new TestServer(call -> {
            call.body().readAllBytes();
            call.answer(200, "{\"message\":\"Staged: app\",\"staged\":true,\"warning\":\"mind\",\"deployment_id\":\""
                    + call.id() + "\"}");
        })) {
            CommandRun run = deploy(server, "--stage");
            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).contains("Staged: app", "Not live yet: slipway activate " + server.calls().get(1).id());
            assertThat(run.err()).contains("warning: mind");
            assertThat(deploy(server, "--no-activate", "--json").json()).containsEntry("outcome", "staged");
        }
    }

    @Test
    void aDetachedDeployTellsHowToFollowIt() throws IOException {
        try (TestServer server = new TestServer(call -> {
            call.body().readAllBytes();
            call.answer(202, "{\"message\":\"Accepted\",\"deployment_id\":\"" + call.id() + "\"}");
        })) {
            CommandRun run = deploy(server, "--detach", "--queue", "--idempotency-key", "k1");
            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).contains("Accepted", "slipway follow " + server.calls().get(1).id());
            assertThat(deploy(server, "--detach", "--json").json()).containsEntry("outcome", "running");
        }
    }

    private CommandRun deploy(TestServer server, String... more) {
        String[] args = {"deploy", directory.toString(), "--project", "app", "--target", server.target().toString(),
            "--retries", "0"};
        String[] all = java.util.Arrays.copyOf(args, args.length + more.length);
        System.arraycopy(more, 0, all, args.length, more.length);
        return CommandRun.of(CommandRun.PASSWORD, all);
    }
}
