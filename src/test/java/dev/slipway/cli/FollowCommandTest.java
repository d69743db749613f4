package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.client.TestServer;
import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectReader;
import dev.slipway.model.DeploymentId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class FollowCommandTest {
    private static final String ID = DeploymentId.next().value();
    private static final String OPEN = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
            + "id: 1\nevent: phase\ndata: {\"phase\":\"extracting\\u001b\",\"status\":\"start\"}\n\n"
            + "event: progress\ndata: {\"bytes_received\":1000,\"bytes_unpacked\":3000,\"files\":2}\n\n";
    private static final String DONE = OPEN + "id: 2\nevent: done\ndata: {\"result\":{\"message\":\"Successfully deployed: "
            + "app\",\"deployment_id\":\"" + ID + "\"}}\n\n";

    @Test
    void whatHappensIsOnStandardErrorAndTheEndOnStandardOutput() throws IOException {
        CommandRun run = follow(DONE, Terminal.NONE);
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("Successfully deployed: app\n  deployment  " + ID + "\n");
        assertThat(run.err()).contains("extracting?\n", "2 files, 3.0 kB unpacked, 1.0 kB received")
                .doesNotContain("\033", "\r");
    }

    @Test
    void onATerminalTheProgressIsOneLineThatIsRemoved() throws IOException {
        CommandRun run = follow(DONE, new Terminal(true, false, 60));
        assertThat(run.err()).contains("\r\033[K", "2 files").endsWith("\r\033[K");
    }

    @Test
    void quietShowsNothingButTheEnd() throws IOException {
        assertThat(follow(DONE, Terminal.NONE, "--quiet").err()).isEmpty();
    }

    @Test
    void asJsonTheResultIsOneObject() throws IOException {
        assertThat(follow(DONE, Terminal.NONE, "--json").json()).containsEntry("ok", true).containsEntry("outcome", "live")
                .containsEntry("deployment_id", ID).containsKeys("message", "result", "target");
        assertThat(follow(OPEN + "event: done\ndata: {\"result\":{\"message\":\"Staged\",\"staged\":true}}\n\n",
                Terminal.NONE, "--json").json()).containsEntry("outcome", "staged");
    }

    @ParameterizedTest
    @CsvSource({"archive-refused, 3", "cancelled, 4", "limit-exceeded, 5", "stalled, 7", "internal, 1", "unheard-of, 1"})
    void aFailureHasTheExitCodeOfADeploy(String code, int exitCode) throws IOException {
        CommandRun run = follow(OPEN + "event: error\ndata: {\"message\":\"it broke\",\"code\":\"" + code
                + "\",\"phase\":\"extracting\",\"deployment_id\":\"" + ID + "\"}\n\n", Terminal.NONE, "--json");
        assertThat(run.exitCode()).isEqualTo(exitCode);
        assertThat(run.err()).contains("slipway: it broke (while extracting)");
        assertThat(run.json()).containsEntry("ok", false).containsEntry("outcome", "failed").containsEntry("code", code)
                .containsEntry("phase", "extracting").containsEntry("deployment_id", ID);
    }

    @Test
    void anInterruptEndsTheFollowingAndSaysThatTheDeploymentGoesOn() throws Exception {
        CountDownLatch following = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        try (TestServer server = new TestServer(call -> { }).requests(call -> {
            call.raw(OPEN);
            following.countDown();
            await(over);
        })) {
            ProcessBuilder builder = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-cp",
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                    CommandProcess.class.getName(), "follow", ID, "--target", server.target().toString(), "--json");
            builder.environment().putAll(Map.of("SLIPWAY_PASSWORD", "s\u00e4cret", "LC_ALL", "C.UTF-8"));
            Process process = builder.start();
            assertThat(following.await(50, TimeUnit.SECONDS)).isTrue();
            assertThat(new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor()).isZero();
            byte[] out = process.getInputStream().readAllBytes();
            String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).isEqualTo(130);
            assertThat(err).contains("deployment " + ID + " itself was not touched");
            assertThat(ObjectReader.read(out, Format.JSON)).containsEntry("code", "interrupted")
                    .containsEntry("deployment_id", ID);
            assertThat(server.calls()).as("nothing was cancelled").hasSize(1);
        } finally {
            over.countDown();
        }
    }

    private static CommandRun follow(String raw, Terminal terminal, String... more) throws IOException {
        try (TestServer server = new TestServer(call -> { }).requests(call -> call.raw(raw))) {
            Map<String, String> environment = new HashMap<>(CommandRun.PASSWORD);
            environment.put("SLIPWAY_TARGET", server.target().toString());
            String[] args = java.util.Arrays.copyOf(new String[] {"follow", ID}, 2 + more.length);
            System.arraycopy(more, 0, args, 2, more.length);
            return CommandRun.of(environment, terminal, options -> {
                throw new IOException();
            }, args);
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
