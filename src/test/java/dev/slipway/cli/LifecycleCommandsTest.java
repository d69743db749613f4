package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.client.TestServer;
import dev.slipway.model.DeploymentId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that ask for deployments and components, or have them changed. */
@Timeout(60)
class LifecycleCommandsTest {
    private static final String ID = DeploymentId.next().value();
    private static final String OTHER = DeploymentId.next().value();
    private static final String RECORD = "{\"deployment_id\":\"" + ID + "\",\"project\":\"app\",\"kind\":\"deploy\","
            + "\"status\":\"failed\",\"phase\":\"extracting\",\"started_at\":1000,\"completed_at\":3500,\"phases\":"
            + "[{\"name\":\"receiving\",\"started_at\":1000,\"duration_ms\":2000}],\"release_id\":\"" + ID
            + "\",\"user\":\"a\\u001bnn\",\"message\":\"" + "why ".repeat(30) + "\\u001b[2J\",\"payload_size\":12,"
            + "\"payload_hash\":\"abc\",\"files\":3,\"unpacked_size\":5000,\"error\":{\"message\":\"bad entry\","
            + "\"code\":\"archive-refused\",\"phase\":\"extracting\"}}";
    private static final String STATE = "{\"project\":\"app\",\"deployment_id\":\"" + ID + "\",\"live\":" + RECORD
            + ",\"previous\":\"" + OTHER + "\",\"running\":[" + RECORD + "],\"releases\":[{\"release_id\":\"" + ID
            + "\",\"live\":true,\"status\":\"success\"},{\"release_id\":\"" + OTHER + "\",\"status\":\"staged\"}]}";

    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final List<String> bodies = Collections.synchronizedList(new ArrayList<>());

    @Test
    void theListHasWholeIdsAndOneLineEach() throws IOException {
        CommandRun run = run(200, "{\"total\":1,\"deployments\":[" + RECORD + "]}", "list", "--project", "app",
                "--status", "failed,cancelled", "--since", "2026-11-23T09:15:00Z");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines()).hasSize(2);
        assertThat(run.out()).startsWith("DEPLOYMENT ").contains(ID, "deploy", "failed", "2.5 s", "a?nn", "why why", "...")
                .doesNotContain("\033");
        assertThat(lines).containsExactly("GET /deployments?project=app&status=failed%2Ccancelled&since=1795425300000"
                + "&limit=20&offset=0 HTTP/1.1");
    }

    @Test
    void anEmptyListIsNotAnEmptyAnswer() throws IOException {
        CommandRun run = run(200, "{\"total\":0,\"deployments\":[]}", "list");
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("no such deployments");
    }

    @Test
    void whatTheListLeavesOutIsSaid() throws IOException {
        assertThat(run(200, "{\"total\":7,\"deployments\":[" + RECORD + "]}", "list", "--limit", "1").err())
                .contains("1 of 7");
    }

    @Test
    void theRecordIsShownWhole() throws IOException {
        CommandRun run = run(200, RECORD, "show", ID);
        assertThat(run.out()).contains(ID, "why ".repeat(30), "2.5 s", "bad entry", "archive-refused, while extracting",
                "3 files, 5.0 kB", "phases", "receiving", "2.0 s", "not kept", " ago)").doesNotContain("\033");
    }

    @Test
    void theStateOfAProjectIsShown() throws IOException {
        CommandRun run = run(200, STATE, "status", "app");
        assertThat(run.out()).contains("project", "live      " + ID, "previous  " + OTHER, "running", "releases",
                ID + "  live", OTHER + "  previous  staged");
        assertThat(run(200, "{\"components\":[{\"project\":\"app\",\"deployment_id\":\"" + ID + "\",\"since\":9}]}",
                "status").out()).startsWith("PROJECT").contains(ID, "app");
    }

    @Test
    void anActivationFindsTheProjectByItself() throws IOException {
        try (TestServer server = server(call -> {
            if (call.line().startsWith("GET ")) {
                call.answer(200, RECORD);
            } else {
                call.answer(200, "{\"message\":\"Successfully deployed: app\",\"deployment_id\":\"" + OTHER
                        + "\",\"release_id\":\"" + ID + "\"}");
            }
        })) {
            CommandRun run = of(server, "activate", ID, "-m", "go");
            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).contains("Successfully deployed: app", OTHER, "live now    " + ID);
            assertThat(lines).containsExactly("GET /deployments/" + ID + " HTTP/1.1", "POST / HTTP/1.1");
        }
    }

    @Test
    void aRollbackTellsWhatIsLiveNow() throws IOException {
        CommandRun run = run(200, "{\"message\":\"Successfully rolled back: app\",\"deployment_id\":\"" + OTHER
                + "\",\"release_id\":\"" + ID + "\",\"rollback_of\":\"x\",\"previous\":\"y\",\"warning\":\"mind\"}",
                "rollback", "app", "--to", ID, "-m", "broken", "--json");
        assertThat(run.json()).containsEntry("ok", true).containsEntry("exit_code", 0L).containsEntry("project", "app")
                .containsEntry("deployment_id", OTHER).containsEntry("release_id", ID).containsEntry("previous", "y")
                .containsKeys("message", "answer", "target");
        assertThat(run.err()).contains("warning: mind");
        assertThat(lines).containsExactly("POST /components/app/rollback?to=" + ID + "&message=broken HTTP/1.1");
    }

    @Test
    void whereTheNextRollbackGoesIsTold() throws IOException {
        String answer = "{\"message\":\"done\",\"deployment_id\":\"" + OTHER + "\",\"release_id\":\"" + ID
                + "\",\"rollback_of\":\"x\",\"previous\":\"y\"}";
        assertThat(run(200, answer, "rollback", "app", "--to", ID).out()).contains("live now       " + ID,
                "rollback of    x", "next rollback  y");
    }

    @Test
    void aDropWantsToBeSureWhereNobodyCanBeAsked() throws IOException {
        CommandRun run = run(200, "{\"message\":\"Successfully dropped: app\",\"freed_bytes\":2000}", "drop", "app");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--yes");
        assertThat(lines).isEmpty();
        CommandRun sure = run(200, "{\"message\":\"Successfully dropped: app\",\"freed_bytes\":2000}", "drop", "app", "--yes");
        assertThat(sure.out()).contains("Successfully dropped: app", "2.0 kB");
        assertThat(lines).containsExactly("DELETE /components/app HTTP/1.1");
    }

    @Test
    void aCancelIsTold() throws IOException {
        assertThat(run(200, "{\"message\":\"Cancelled: app\",\"deployment_id\":\"" + ID + "\"}", "cancel", ID).out())
                .contains("Cancelled: app", ID);
    }

    @Test
    void aRestartTellsItsId() throws IOException {
        String answer = "{\"message\":\"Restarting app on every server\",\"job_id\":\"" + ID + "\"}";
        assertThat(run(200, answer, "restart", "app").out()).contains("Restarting app on every server", ID);
        CommandRun all = run(200, answer, "restart", "--this-server-only", "--json");
        assertThat(all.json()).containsEntry("ok", true).containsEntry("job_id", ID).containsKey("message").doesNotContainKey("project");
        assertThat(bodies).containsExactly("{\"operation\":\"restart_service\",\"service\":\"app\",\"replicated\":true}",
                "{\"operation\":\"restart\",\"replicated\":false}");
    }

    @ParameterizedTest
    @CsvSource({"404, not-found, 3", "403, forbidden, 3", "409, not-possible-now, 4", "503, shutting-down, 6",
        "500, records-failed, 1", "409, cancelled, 4", "503, server-busy, 5"})
    void aRefusalHasItsExitCodeAndItsObject(int status, String code, int exitCode) throws IOException {
        for (String[] line : new String[][] {{"list"}, {"show", ID}, {"status"}, {"status", "app"}, {"activate", ID},
            {"rollback", "app"}, {"cancel", ID}, {"restart"}, {"drop", "app", "--yes"}, {"follow", ID}, {"pull", "app", "-o", "-"}}) {
            if (line[0].equals("follow") && status == 503 || line[0].equals("follow") && status == 500) {
                continue; // asked again
            }
            String[] args = java.util.Arrays.copyOf(line, line.length + 1);
            args[line.length] = "--json";
            CommandRun run = run(status, "{\"detail\":\"why\\u001b\",\"code\":\"" + code + "\",\"remedy\":\"do this\"}", args);
            assertThat(run.exitCode()).as(String.join(" ", args)).isEqualTo(exitCode);
            assertThat(run.err()).contains("slipway: why", "do this").doesNotContain("\033", "Nothing was made live");
            assertThat(run.json()).containsEntry("ok", false).containsEntry("exit_code", (long) exitCode)
                    .containsEntry("code", code).containsEntry("status", (long) status)
                    .containsEntry("outcome_unknown", false).containsKeys("error", "kind", "remedy", "answer", "target");
        }
    }

    @Test
    void whatMakesNoSenseIsToldBeforeAnythingIsAsked() throws IOException {
        for (String[] line : new String[][] {{"show"}, {"show", "x"}, {"status", "a/b"}, {"activate", "x"},
            {"rollback", "a b"}, {"rollback", "app", "--to", "x"}, {"cancel", ID.toUpperCase(java.util.Locale.ROOT)},
            {"drop", "a/b", "--yes"}, {"restart", "a/b"}, {"list", "--status", "great"}, {"list", "--since", "soon"},
            {"list", "--limit", "0"}, {"follow", "x"}, {"pull", "a/b"}, {"pull", "app", "-o", "x.zip"},
            {"pull", "app", "-o", "/nowhere/x.tar"}, {"status", "--target", "ftp://x"}}) {
            CommandRun run = run(200, "{}", line);
            assertThat(run.exitCode()).as(String.join(" ", line)).isEqualTo(2);
            assertThat(run.err()).startsWith("slipway: ");
            assertThat(run.out()).isEmpty();
        }
        assertThat(lines).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"follow", "list", "show", "status", "activate", "rollback", "cancel", "restart", "drop", "pull"})
    void eachCommandExplainsItself(String command) {
        CommandRun run = CommandRun.of(Map.of(), command, "--help");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("Usage: slipway " + command, "Examples:", "Exit codes:", "Environment:", "--target",
                "--json", "SLIPWAY_PASSWORD").doesNotContain("%n");
        assertThat(run.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "show", "status"})
    void asJsonThereIsWhatTheServerToldUnderAName(String command) throws IOException {
        String answer = command.equals("list") ? "{\"total\":1,\"deployments\":[" + RECORD + "]}"
                : command.equals("show") ? RECORD : STATE;
        CommandRun run = command.equals("list") ? run(200, answer, command, "--json")
                : run(200, answer, command, command.equals("show") ? ID : "app", "--json");
        assertThat(run.json()).containsEntry("ok", true)
                .containsKey(Map.of("list", "deployments", "show", "deployment", "status", "component").get(command));
    }

    private CommandRun run(int status, String json, String... args) throws IOException {
        try (TestServer server = server(call -> call.answer(status, json))) {
            return of(server, args);
        }
    }

    private TestServer server(TestServer.Upload answer) throws IOException {
        return new TestServer(call -> { }).requests(call -> {
            lines.add(call.line());
            int length = Integer.parseInt(call.headers().getOrDefault("content-length", "0"));
            bodies.add(new String(call.body().readNBytes(length), java.nio.charset.StandardCharsets.UTF_8));
            answer.receive(call);
        });
    }

    private static CommandRun of(TestServer server, String... args) {
        Map<String, String> environment = new java.util.HashMap<>(CommandRun.PASSWORD);
        environment.put("SLIPWAY_TARGET", server.target().toString());
        return CommandRun.of(environment, args);
    }
}
