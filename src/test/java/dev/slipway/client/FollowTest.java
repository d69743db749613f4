package dev.slipway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.model.DeploymentId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FollowTest {
    private static final DeploymentId ID = DeploymentId.next();
    static final String OPEN = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream;charset=utf-8\r\n"
            + "Connection: close\r\n\r\n: stream open\n\n";
    private static final List<String> EVENTS = List.of(
            event(1, "phase", "{\"phase\":\"receiving\",\"status\":\"start\"}"),
            "event: progress\ndata: {\"bytes_received\":10,\"bytes_unpacked\":20,\"files\":2}\n\n",
            event(2, "warning", "{\"message\":\"careful\"}"),
            event(3, "phase", "{\"phase\":\"activating\",\"status\":\"done\"}"),
            event(4, "truncated", "{}"),
            event(5, "novel", "{\"node\":\"b\"}"),
            event(6, "done", "{\"result\":{\"message\":\"Successfully deployed: app\",\"deployment_id\":\"" + ID + "\"}}"));

    private final List<String> heard = new ArrayList<>();
    private final FollowListener listener = new FollowListener() {
        @Override
        public void phase(String phase, String status) {
            heard.add(phase + " " + status);
        }

        @Override
        public void progress(ServerProgress progress) {
            heard.add(progress.bytesReceived() + " " + progress.bytesUnpacked() + " " + progress.files());
        }

        @Override
        public void warning(String message) {
            heard.add(message);
        }

        @Override
        public void truncated() {
            heard.add("truncated");
        }

        @Override
        public void other(String name, Map<String, Object> data) {
            heard.add(name + " " + data);
        }
    };

    @Test
    void everythingIsToldInOrderUpToTheEnd() throws Exception {
        try (TestServer server = server(call -> call.raw(OPEN + String.join(": heartbeat\n\n", EVENTS)))) {
            DeploymentEnd end = follow(server, 0);
            assertThat(heard).containsExactly("receiving start", "10 20 2", "careful", "activating done", "truncated",
                    "novel {node=b}");
            assertThat(end.success()).isTrue();
            assertThat(end.staged()).isFalse();
            assertThat(end.message()).isEqualTo("Successfully deployed: app");
            assertThat(end.told()).containsEntry("deployment_id", ID.value());
            assertThat(server.calls()).hasSize(1);
            assertThat(server.calls().get(0).line()).isEqualTo("GET /deployments/" + ID + " HTTP/1.1");
            assertThat(server.calls().get(0).headers()).containsEntry("accept", "text/event-stream")
                    .doesNotContainKey("last-event-id");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aConnectionThatBreaksAfterEachEventLosesNothingAndDoublesNothing(boolean replaysAll) throws Exception {
        AtomicInteger connections = new AtomicInteger();
        List<String> asked = new ArrayList<>();
        try (TestServer server = server(call -> {
            int number = connections.incrementAndGet();
            asked.add(call.headers().getOrDefault("last-event-id", ""));
            call.raw(OPEN + String.join("", EVENTS.subList(replaysAll ? 0 : number - 1, number)) + "id: 9\ndata: cut");
        })) {
            DeploymentEnd end = follow(server, 1);
            assertThat(end.success()).isTrue();
            assertThat(connections).hasValue(EVENTS.size());
            assertThat(asked).containsExactly("", "1", "1", "2", "3", "4", "5");
            assertThat(heard.stream().filter(line -> !line.equals("10 20 2"))).containsExactly("receiving start",
                    "careful", "activating done", "truncated", "novel {node=b}");
        }
    }

    @Test
    void aFailureIsAnEndToo() throws Exception {
        try (TestServer server = server(call -> call.raw(OPEN + event(1, "error", "{\"message\":\"no room\",\"code\":"
                + "\"no-space\",\"phase\":\"extracting\"}")))) {
            DeploymentEnd end = follow(server, 0);
            assertThat(end.success()).isFalse();
            assertThat(end.message()).isEqualTo("no room");
            assertThat(end.code()).contains("no-space");
            assertThat(end.phase()).contains("extracting");
        }
    }

    @Test
    void whenNothingNewComesTheRecordTellsTheEnd() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (TestServer server = server(call -> {
            if (call.headers().get("accept").equals("application/json")) {
                call.answer(200, "{\"deployment_id\":\"" + ID + "\",\"status\":\"staged\",\"project\":\"app\"}");
            } else if (connections.incrementAndGet() == 1) {
                call.raw(OPEN + EVENTS.get(0));
            } else {
                call.raw("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
            }
        })) {
            DeploymentEnd end = follow(server, 1);
            assertThat(end.success()).isTrue();
            assertThat(end.staged()).isTrue();
        }
    }

    @Test
    void anUnknownDeploymentIsTold() throws Exception {
        try (TestServer server = server(call -> call.answer(404, "{\"detail\":\"none such\",\"code\":\"not-found\"}"))) {
            DeployFailedException failure = failure(server, 5);
            assertThat(failure.code()).isEqualTo("not-found");
            assertThat(failure).hasMessageContaining("none such");
            assertThat(server.calls()).hasSize(1);
        }
    }

    @Test
    void aServerThatGoesAwayForGoodIsGivenUp() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (TestServer server = server(call -> connections.incrementAndGet())) {
            DeployFailedException failure = failure(server, 3);
            assertThat(failure.kind()).isEqualTo(FailureKind.NETWORK);
            assertThat(connections).hasValue(4);
        }
    }

    @Test
    void anAnswerThatIsNoStreamIsNotFollowed() throws Exception {
        try (TestServer server = server(call -> call.answer(200, "{\"deployment_id\":\"" + ID + "\"}"))) {
            assertThat(failure(server, 3).code()).isEqualTo("bad-answer");
        }
    }

    @Test
    void eventsWithoutEndAreRefused() throws Exception {
        try (TestServer server = server(call -> call.raw(OPEN + "data: " + "x".repeat(EventStreamParser.MAX_EVENT)))) {
            assertThat(failure(server, 3)).hasMessageContaining("cannot be read");
        }
    }

    @Test
    void anInterruptEndsTheFollowing() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch following = new CountDownLatch(1);
        try (TestServer server = server(call -> {
            call.raw(OPEN + EVENTS.get(0));
            following.countDown();
            await(over);
        })) {
            ExecutorService thread = Executors.newSingleThreadExecutor();
            Future<DeployFailedException> ended = thread.submit(() -> failure(server, 5));
            following.await();
            thread.shutdownNow();
            assertThat(ended.get().kind()).isEqualTo(FailureKind.INTERRUPTED);
        } finally {
            over.countDown();
        }
    }

    @Test
    void theTimeIsKept() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (TestServer server = server(call -> await(over))) {
            SlipwayClient client = client(server, 5).timeout(Duration.ofMillis(500)).build();
            DeployFailedException failure = catchThrowableOfType(DeployFailedException.class,
                    () -> client.follow(ID, FollowListener.NONE));
            assertThat(failure.kind()).isEqualTo(FailureKind.TIMED_OUT);
        } finally {
            over.countDown();
        }
    }

    private DeploymentEnd follow(TestServer server, int retries) throws DeployFailedException {
        return client(server, retries).build().follow(ID, listener);
    }

    private DeployFailedException failure(TestServer server, int retries) {
        return catchThrowableOfType(DeployFailedException.class, () -> follow(server, retries));
    }

    private static SlipwayClient.Builder client(TestServer server, int retries) {
        return SlipwayClient.builder(server.target()).credentials("admin", () -> "s\u00e4cret".toCharArray())
                .backOff(new BackOff(retries, Duration.ofMillis(1), Duration.ofMillis(1), () -> 1));
    }

    private static TestServer server(TestServer.Upload answer) throws IOException {
        return new TestServer(call -> { }).requests(answer);
    }

    static String event(int id, String name, String data) {
        return "id: " + id + "\nevent: " + name + "\ndata: " + data + "\n\n";
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
