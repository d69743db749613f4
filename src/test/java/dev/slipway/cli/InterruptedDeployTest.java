package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.client.TestServer;
import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A real process and a real signal: what the server sees of it, and whether what is told is true. */
@Timeout(120)
class InterruptedDeployTest {
    @TempDir
    Path directory;

    private record Ended(int exitCode, Map<String, Object> json, String err) {}

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 130"})
    void halfWayTheConnectionIsClosedAtOnceAndNothingWasMadeLive(String signal, int exitCode) throws Exception {
        byte[] noise = new byte[24 << 20];
        new Random(1).nextBytes(noise);
        Files.write(directory.resolve("noise"), noise);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch signalled = new CountDownLatch(1);
        LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();
        try (TestServer server = new TestServer(call -> {
            call.body().readNBytes(1 << 20);
            begun.countDown();
            await(signalled);
            try {
                call.body().readAllBytes();
                seen.add("a whole body");
            } catch (IOException e) {
                seen.add("a cut body");
            }
        })) {
            Process process = deploy(server);
            assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
            signal(process, signal);
            signalled.countDown();
            Ended ended = end(process);
            assertThat(ended.exitCode()).isEqualTo(exitCode);
            assertThat(ended.json()).containsEntry("exit_code", 130L).containsEntry("code", "interrupted")
                    .containsEntry("outcome", "failed").containsEntry("attempts", 1L);
            assertThat(ended.err()).contains("Interrupted", "Nothing was made live");
            assertThat(seen.poll(30, TimeUnit.SECONDS)).isEqualTo("a cut body");
            assertThat(server.count("POST")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void afterTheLastByteTheServerIsAskedWhetherItIsLive(boolean live) throws Exception {
        Files.writeString(directory.resolve("a"), "a");
        AtomicReference<TestServer> running = new AtomicReference<>();
        CountDownLatch whole = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        try (TestServer server = new TestServer(call -> {
            call.body().readAllBytes();
            if (live) {
                running.get().live(call.id());
            }
            whole.countDown();
            await(over);
        })) {
            running.set(server);
            Process process = deploy(server);
            assertThat(whole.await(60, TimeUnit.SECONDS)).isTrue();
            signal(process, "INT");
            Ended ended = end(process);
            assertThat(ended.exitCode()).isEqualTo(130);
            assertThat(ended.json()).containsEntry("outcome", live ? "live" : "unknown");
            assertThat(ended.err()).contains(live ? "was made live before" : "may still make it live")
                    .doesNotContain("Nothing was made live");
            assertThat(server.count("GET")).isEqualTo(1);
        } finally {
            over.countDown();
        }
    }

    @Test
    void proxiesOfTheEnvironmentAreNotUsed() throws Exception {
        Files.writeString(directory.resolve("a"), "a");
        try (TestServer server = new TestServer(call -> {
            call.body().readAllBytes();
            call.done("done");
        })) {
            Ended ended = end(deploy(server));
            assertThat(ended.exitCode()).as(ended.err()).isZero();
        }
    }

    private Process deploy(TestServer server) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                CommandProcess.class.getName(), "deploy", directory.toString(), "--project", "app", "--target",
                server.target().toString(), "--json");
        builder.environment().putAll(Map.of("SLIPWAY_PASSWORD", "s\u00e4cret", "LC_ALL", "C.UTF-8",
                "http_proxy", "http://127.0.0.1:1", "https_proxy", "http://127.0.0.1:1"));
        return builder.start();
    }

    private static void signal(Process process, String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor()).isZero();
    }

    private static Ended end(Process process) throws Exception {
        byte[] out = process.getInputStream().readAllBytes();
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), ObjectReader.read(out, Format.JSON), err);
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
