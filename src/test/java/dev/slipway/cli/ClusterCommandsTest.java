package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.client.TestServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the command line shows of a cluster and asks of it. */
@Timeout(60)
class ClusterCommandsTest {
    private static final String STATUS = "{\"node_name\":\"node-0\",\"is_enabled\":true,\"connected\":true,\"nodes\":["
            + "{\"name\":\"node-0\",\"id\":\"a\",\"url\":\"http://127.0.0.1:1\",\"version\":\"0.1\",\"status\":\"up\",\"silent_ms\":0},"
            + "{\"name\":\"node-1\",\"id\":\"b\",\"url\":\"http://127.0.0.1:2\",\"version\":\"0.1\",\"status\":\"silent\",\"silent_ms\":90000}],"
            + "\"projects\":[{\"project\":\"shop\",\"generation\":2,\"release_id\":\"new\",\"state\":\"done\",\"nodes\":["
            + "{\"node\":\"node-0\",\"live\":\"new\",\"up_to_date\":true,\"error\":null},"
            + "{\"node\":\"node-1\",\"live\":\"old\",\"up_to_date\":false,\"error\":\"no\\u001b[2J room\"}]}]}";

    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    private CommandRun run(String answer, String... args) throws IOException {
        try (TestServer server = new TestServer(call -> { }).requests(call -> {
            lines.add(call.line());
            call.body().readNBytes(Integer.parseInt(call.headers().getOrDefault("content-length", "0")));
            call.answer(200, answer);
        })) {
            List<String> all = new ArrayList<>(List.of(args));
            all.addAll(List.of("--target", server.target().toString()));
            return CommandRun.of(CommandRun.PASSWORD, all.toArray(String[]::new));
        }
    }

    @Test
    void theNodesAreShownAndWhatIsNotAsItIsToBe() throws IOException {
        CommandRun run = run(STATUS, "cluster");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines()).hasSize(7).anySatisfy(line -> assertThat(line).matches("node-0 \\* +up .*"))
                .anySatisfy(line -> assertThat(line).matches("node-1 +silent .*"))
                .anySatisfy(line -> assertThat(line).matches("shop +new +done +1 of 2"))
                .anySatisfy(line -> assertThat(line).matches(" +node-1 +old +no\\?\\[2J room"));
        assertThat(lines).containsExactly("POST / HTTP/1.1");
    }

    @Test
    void programsGetAllOfIt() throws IOException {
        CommandRun run = run(STATUS, "cluster", "--json");
        assertThat(run.json()).containsEntry("ok", true).containsKey("cluster");
        assertThat(run.json().toString()).contains("up_to_date=false", "silent_ms=90000");
    }

    @Test
    void aServerThatIsAloneSaysSo() throws IOException {
        CommandRun run = run("{\"node_name\":\"here\",\"is_enabled\":false,\"nodes\":[],\"projects\":[]}", "cluster");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("alone", "slipway.node-url");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"--restart=rolling | restart=rolling", "--restart | restart=true",
        "--this-server-only | replicated=false", "--ignore-replication-errors | ignore_replication_errors=true",
        "--deployment-timeout 90s | deployment_timeout=90000ms"})
    void aRollbackTakesWhatADeployTakes(String options, String query) throws IOException {
        List<String> args = new ArrayList<>(List.of("rollback"));
        args.addAll(List.of(options.split(" ")));
        args.add("app"); // behind an option that could have a value
        CommandRun run = run("{\"message\":\"done\",\"replicated\":[{\"node\":\"node-0\",\"status\":\"failed\",\"error\":"
                + "{\"message\":\"full\",\"code\":\"no-space\"}}]}", args.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("node-0: failed: full");
        assertThat(lines).containsExactly("POST /components/app/rollback?" + query + " HTTP/1.1");
    }

    @Test
    void aRestartIsOneOfThree() throws IOException {
        CommandRun run = run("{}", "rollback", "--restart=soon", "app");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("true or rolling", "soon");
        assertThat(lines).isEmpty();
    }
}
