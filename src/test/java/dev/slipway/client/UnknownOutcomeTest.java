package dev.slipway.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.DeploymentId;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Everything was sent and no answer came: the server is asked, and what is told is true. */
@Timeout(60)
class UnknownOutcomeTest extends DeployFixture {
    private static final String OTHER = DeploymentId.next().value();

    private final AtomicReference<TestServer> running = new AtomicReference<>();

    @BeforeEach
    void something() throws IOException {
        Files.writeString(directory.resolve("a"), "a");
    }

    @Test
    void aLostAnswerOfADeploymentThatIsLiveIsASuccess() throws Exception {
        try (TestServer server = server(call -> {
            call.body().readAllBytes();
            running.get().live(call.id());
        })) {
            DeployResult result = patient(server, 5).build().deploy(request(), DeployListener.NONE);
            assertThat(server.count("POST")).as("sent once").isEqualTo(1);
            assertThat(result.deploymentId()).isEqualTo(RetryTest.uploads(server).findFirst().orElseThrow().id());
            assertThat(result).hasFieldOrPropertyWithValue("files", 1L).hasFieldOrPropertyWithValue("attempts", 1);
            assertThat(result.message()).contains(result.deploymentId(), "is live");
        }
    }

    @Test
    void alsoWhenNothingIsTriedAgainTheServerIsAsked() throws Exception {
        try (TestServer server = server(call -> {
            call.body().readAllBytes();
            running.get().live(call.id());
            call.raw("HTTP/1.1 504 Gateway Time-out\r\nContent-Length: 0\r\n\r\n");
        })) {
            assertThat(client(server).deploy(request(), DeployListener.NONE).files()).isEqualTo(1);
        }
    }

    @Test
    void aLostAnswerOfADeploymentThatIsNotLiveIsSentAgain() throws Exception {
        AtomicInteger uploads = new AtomicInteger();
        try (TestServer server = server(call -> {
            call.body().readAllBytes();
            if (uploads.incrementAndGet() == 2) {
                call.done("done");
            }
        })) {
            server.live(OTHER);
            DeployResult result = patient(server, 5).build().deploy(request(), DeployListener.NONE);
            assertThat(result.attempts()).isEqualTo(2);
            assertThat(result.message()).isEqualTo("done");
            assertThat(server.count("GET")).isPositive();
        }
    }

    @Test
    void whenTheServerStillWorksOnTheFirstAttemptItIsAwaited() throws Exception {
        AtomicInteger uploads = new AtomicInteger();
        try (TestServer server = server(call -> {
            if (uploads.incrementAndGet() == 1) {
                call.body().readAllBytes();
                return;
            }
            call.raw("HTTP/1.1 409 Conflict\r\nRetry-After: 0\r\nConnection: close\r\n\r\n{\"error\":\"Project app is "
                    + "being deployed by admin: deployment " + call.id() + ", activating, since x\",\"code\":"
                    + "\"project-busy\"}");
            if (uploads.get() == 4) {
                running.get().live(call.id());
            }
        })) {
            DeployResult result = patient(server, 1).build().deploy(request(), DeployListener.NONE);
            assertThat(result.message()).contains("is live");
            assertThat(uploads.get()).as("asked again more often than there are retries").isEqualTo(4);
            assertThat(result.attempts()).isEqualTo(2);
        }
    }

    @Test
    void anAttemptThatBrokeHalfWayAndIsNotYetGivenUpByTheServerIsAwaitedAndSentAgain() throws Exception {
        Files.write(directory.resolve("noise"), noise(4 * MIB));
        AtomicInteger uploads = new AtomicInteger();
        try (TestServer server = server(call -> {
            switch (uploads.incrementAndGet()) {
                case 1 -> call.body().readNBytes(MIB);
                case 2 -> call.raw("HTTP/1.1 409 Conflict\r\nRetry-After: 0\r\nConnection: close\r\n\r\n{\"error\":\"Held "
                        + "by deployment " + call.id() + "\",\"code\":\"project-busy\"}");
                default -> {
                    call.body().readAllBytes();
                    call.done("done");
                }
            }
        })) {
            List<String> reasons = new ArrayList<>();
            DeployResult result = patient(server, 1).build().deploy(request(), new DeployListener() {
                @Override
                public void retrying(int attempt, Duration delay, DeployFailedException why) {
                    reasons.add(why.getMessage());
                }
            });
            assertThat(result.message()).isEqualTo("done");
            assertThat(reasons).hasSize(2).last().asString().endsWith("still at work on an earlier attempt");
            assertThat(server.count("GET")).as("nothing was open").isZero();
        }
    }

    @Test
    void anotherDeploymentThatHoldsTheProjectIsAConflict() throws Exception {
        try (TestServer server = server(call -> call.answer(409, "{\"error\":\"Project app is being deployed by bob: "
                + "deployment " + OTHER + ", activating, since x\",\"code\":\"project-busy\"}"))) {
            DeployFailedException failure = failure(patient(server, 5).build());
            assertThat(failure.kind()).isEqualTo(FailureKind.CONFLICT);
            assertThat(failure.attempts()).isEqualTo(1);
            assertThat(failure.outcome()).isEqualTo(Outcome.FAILED);
        }
    }

    @Test
    void aDeploymentThatWasCarriedOutAndReplacedSinceIsASuccessThatSaysSo() throws Exception {
        AtomicInteger uploads = new AtomicInteger();
        try (TestServer server = server(call -> {
            if (uploads.incrementAndGet() == 1) {
                call.body().readAllBytes();
            } else {
                call.answer(409, "{\"error\":\"there is one\",\"code\":\"deployment-id-used\"}");
            }
        })) {
            server.live(OTHER);
            DeployResult result = patient(server, 5).build().deploy(request(), DeployListener.NONE);
            assertThat(result.message()).contains("was carried out", "another one is live now", OTHER);
        }
    }

    @Test
    void whenTheDirectoryChangedBetweenAttemptsNoFiguresAreTold() throws Exception {
        AtomicInteger uploads = new AtomicInteger();
        try (TestServer server = server(call -> {
            call.body().readAllBytes();
            Files.writeString(directory.resolve("a"), "another");
            if (uploads.incrementAndGet() == 2) {
                running.get().live(call.id());
            }
        })) {
            DeployFailedException failure = failure(patient(server, 1).build());
            assertThat(failure.code()).isEqualTo("changed-while-packing");
            assertThat(failure.outcome()).isEqualTo(Outcome.LIVE);
        }
    }

    @Test
    void anUnclearAnswerIsClearedUpByAsking() throws Exception {
        try (TestServer server = server(call -> {
            call.body().readAllBytes();
            running.get().live(call.id());
            call.raw("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Thank you");
        })) {
            assertThat(client(server).deploy(request(), DeployListener.NONE).message()).contains("is live");
        }
    }

    @Test
    void whenNobodyCanBeAskedItStaysOpenAndTheIdIsTold() throws Exception {
        try (TestServer server = server(call -> {
            call.body().readAllBytes();
            running.get().close();
        })) {
            DeployFailedException failure = failure(patient(server, 2).build());
            assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(failure.attempts()).isEqualTo(3);
            assertThat(failure.kind()).isEqualTo(FailureKind.NETWORK);
            assertThat(failure.remedy().orElseThrow()).contains(failure.deploymentId().orElseThrow().value());
            assertThat(failure).hasMessageContaining("may still make it live");
        }
    }

    @Test
    void aLaterAttemptThatIsRefusedForItsContentShowsThatNoneWasMadeLive() throws Exception {
        AtomicInteger uploads = new AtomicInteger();
        try (TestServer server = server(call -> {
            call.body().readAllBytes();
            if (uploads.incrementAndGet() > 1) {
                call.answer(422, "{\"error\":\"no\",\"code\":\"archive-refused\"}");
            }
        })) {
            assertThat(failure(patient(server, 5).build()).outcome()).isEqualTo(Outcome.FAILED);
        }
    }

    @Test
    void whenTheTimeIsOverAfterTheLastByteTheServerIsAskedOnce() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        for (boolean live : new boolean[] {true, false}) {
            try (TestServer server = server(call -> {
                call.body().readAllBytes();
                running.get().live(live ? call.id() : OTHER);
                await(over);
            })) {
                DeployClient client = patient(server, 5).timeout(Duration.ofSeconds(4)).build();
                if (live) {
                    assertThat(client.deploy(request(), DeployListener.NONE).message()).contains("is live");
                } else {
                    DeployFailedException failure = failure(client);
                    assertThat(failure.kind()).isEqualTo(FailureKind.TIMED_OUT);
                    assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
                    assertThat(failure).hasMessageContaining("within 4.0 s");
                }
                assertThat(server.count("GET")).isEqualTo(1);
                assertThat(server.count("POST")).isEqualTo(1);
            }
        }
        over.countDown();
    }

    @Test
    void whenTheTimeIsOverBeforeTheLastByteNothingWasMadeLive() throws Exception {
        Files.write(directory.resolve("noise"), noise(24 * MIB));
        CountDownLatch over = new CountDownLatch(1);
        try (TestServer server = server(call -> await(over))) {
            DeployFailedException failure = failure(patient(server, 5).timeout(Duration.ofSeconds(1)).build());
            assertThat(failure.kind()).isEqualTo(FailureKind.TIMED_OUT);
            assertThat(failure.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(failure.attempts()).isEqualTo(1);
        }
        over.countDown();
    }

    @Test
    void aPauseThatWouldLastLongerThanTheTimeIsNotBegun() throws Exception {
        try (TestServer server = server(call -> {
            call.body().readAllBytes();
            call.raw("HTTP/1.1 503 Busy\r\nRetry-After: 500\r\n\r\n{\"error\":\"too busy\",\"code\":\"server-busy\"}");
        })) {
            DeployFailedException failure = failure(patient(server, 5).timeout(Duration.ofSeconds(40)).build());
            assertThat(failure.kind()).isEqualTo(FailureKind.TIMED_OUT);
            assertThat(failure).hasMessageContaining("too busy");
        }
    }

    @Test
    void anInterruptAfterTheLastByteTellsWhetherItIsLive() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        for (boolean live : new boolean[] {true, false}) {
            CountDownLatch whole = new CountDownLatch(1);
            try (TestServer server = server(call -> {
                call.body().readAllBytes();
                running.get().live(live ? call.id() : OTHER);
                whole.countDown();
                await(over);
            })) {
                ExecutorService thread = Executors.newSingleThreadExecutor();
                Future<DeployFailedException> ended = thread.submit(() -> failure(client(server)));
                whole.await();
                thread.shutdownNow();
                DeployFailedException failure = ended.get();
                assertThat(failure.kind()).isEqualTo(FailureKind.INTERRUPTED);
                assertThat(failure.outcome()).isIn(live ? Outcome.LIVE : Outcome.UNKNOWN);
                assertThat(server.count("GET")).isEqualTo(1);
            }
        }
        over.countDown();
    }

    private TestServer server(TestServer.Upload upload) throws IOException {
        running.set(new TestServer(upload));
        return running.get();
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
