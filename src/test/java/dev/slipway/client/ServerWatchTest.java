package dev.slipway.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The second connection of a deploy: what it tells, and that it harms nothing. */
@Timeout(60)
class ServerWatchTest extends DeployFixture {
    private final List<String> heard = new ArrayList<>();
    private final CountDownLatch told = new CountDownLatch(3);
    private final DeployListener listener = new DeployListener() {
        @Override
        public void serverPhase(String phase, String status) {
            hear(phase + " " + status);
        }

        @Override
        public void serverProgress(ServerProgress progress) {
            hear(progress.files() + " files");
        }

        @Override
        public void serverWarning(String message) {
            hear(message);
        }

        private void hear(String line) {
            heard.add(line);
            told.countDown();
        }
    };

    @BeforeEach
    void something() throws IOException {
        Files.writeString(directory.resolve("a"), "a");
    }

    @Test
    void theServersPhasesAndFilesAreToldWhileItsAnswerIsAwaited() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (TestServer server = new TestServer(this::answerWhenTold).recordIs(call -> asked.incrementAndGet() < 3
                ? TestServer.NOT_FOUND
                : FollowTest.OPEN + FollowTest.event(1, "phase", "{\"phase\":\"extracting\",\"status\":\"start\"}")
                        + "event: progress\ndata: {\"files\":7}\n\n"
                        + FollowTest.event(2, "warning", "{\"message\":\"careful\"}")
                        + FollowTest.event(3, "done", "{\"result\":{}}"))) {
            DeployResult result = patient(server, 0).build().deploy(request(), listener);
            assertThat(result.outcome()).isEqualTo(Outcome.LIVE);
            assertThat(heard).containsExactlyInAnyOrder("extracting start", "careful", "7 files");
            assertThat(server.recordCalls()).allMatch(
                    call -> call.line().equals("GET /deployments/" + result.deploymentId() + " HTTP/1.1"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "HTTP/1.1 500 No\r\n\r\n{}", "HTTP/1.1 401 No\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>", "HTTP/1.1 204 No\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nevent: done\ndata: nonsense\n\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nevent: error\ndata: {\"message\":\"x\"}\n\n"})
    void whateverTheSecondConnectionAnswersTheDeployGoesOn(String raw) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (TestServer server = new TestServer(call -> {
            call.body().readAllBytes();
            await(asked);
            call.done("done");
        }).recordIs(call -> {
            asked.countDown();
            return raw;
        })) {
            assertThat(client(server).deploy(request(), listener).message()).isEqualTo("done");
        }
    }

    @Test
    void thatNobodyWantsIsNotAskedFor() throws Exception {
        try (TestServer server = new TestServer(call -> {
            call.body().readAllBytes();
            call.done("done");
        })) {
            builder(server.target()).serverProgress(false).build().deploy(request(), listener);
            assertThat(server.recordCalls()).isEmpty();
        }
    }

    private void answerWhenTold(TestServer.Call call) throws IOException {
        call.body().readAllBytes();
        await(told);
        call.done("done");
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new IOException("not in time");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
