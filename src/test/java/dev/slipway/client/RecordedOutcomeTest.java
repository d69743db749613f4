package dev.slipway.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything was sent, the answer was lost, and the server keeps a record: what is told is what it says. */
@Timeout(60)
class RecordedOutcomeTest extends DeployFixture {
    private static final String GONE =
            ",\"error\":{\"message\":\"gone\",\"code\":\"client-gone\",\"phase\":\"x\"}";
    private static final String LIMITED = TestServer.json("200 OK", "{\"server\":\"slipway/test\",\"role\":"
            + "\"slipway-deployer\",\"payload_types\":[\"application/gzip\"],\"limits\":{},\"container_limits\":"
            + "{\"max-post-size\":{\"bytes\":9,\"holds_for\":\"all\"}}}");
    private static final TestServer.Upload SWALLOW = call -> call.body().readAllBytes();

    @BeforeEach
    void something() throws IOException {
        Files.writeString(directory.resolve("a"), "a");
    }

    @ParameterizedTest
    @CsvSource({"success, LIVE", "staged, STAGED"})
    void whatWentWellIsASuccessAlsoWhenSomethingElseIsLiveByNow(String status, Outcome outcome) throws Exception {
        try (TestServer server = new TestServer(SWALLOW).recordIs(record(status, ""))) {
            server.live("another");
            DeployResult result = client(server).deploy(request().withActivate(false), DeployListener.NONE);
            assertThat(result.outcome()).isEqualTo(outcome);
            assertThat(result.message()).contains("its answer was lost", "the server's record");
            assertThat(server.count("POST")).isEqualTo(1);
        }
    }

    @Test
    void whatFailedForGoodIsToldAsTheServerSaysAndNotSentAgain() throws Exception {
        try (TestServer server = new TestServer(SWALLOW).recordIs(record("failed", ",\"error\":{\"message\":\"entry x leads "
                + "out\",\"code\":\"archive-refused\",\"phase\":\"extracting\"}"))) {
            DeployFailedException failure = failure(patient(server, 5).build());
            assertThat(failure).hasMessage("entry x leads out");
            assertThat(failure.code()).isEqualTo("archive-refused");
            assertThat(failure.kind()).isEqualTo(FailureKind.REFUSED);
            assertThat(failure.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(failure.answer()).containsEntry("phase", "extracting");
            assertThat(server.count("POST")).isEqualTo(1);
        }
    }

    @Test
    void whatWasCancelledIsTold() throws Exception {
        try (TestServer server = new TestServer(SWALLOW).recordIs(record("cancelled", ""))) {
            DeployFailedException failure = failure(patient(server, 5).build());
            assertThat(failure.code()).isEqualTo("cancelled");
            assertThat(failure.outcome()).isEqualTo(Outcome.FAILED);
        }
    }

    @Test
    void whatFailedForAReasonThatMayPassIsSentAgain() throws Exception {
        AtomicInteger uploads = new AtomicInteger();
        try (TestServer server = new TestServer(call -> {
            call.body().readAllBytes();
            if (uploads.incrementAndGet() == 2) {
                call.done("done");
            }
        }).recordIs(record("failed", GONE))) {
            DeployResult result = patient(server, 5).build().deploy(request(), DeployListener.NONE);
            assertThat(result.message()).isEqualTo("done");
            assertThat(result.attempts()).isEqualTo(2);
        }
    }

    /** The server saw only that the connection broke; the client knows what broke it. */
    @ParameterizedTest
    @CsvSource({"0", "3"})
    void aContainersLimitIsNotTakenForAClientThatWentAway(int running) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (TestServer server = new TestServer(SWALLOW).offers(LIMITED).recordIs(call -> (asked.incrementAndGet()
                <= running ? record("receiving", "") : record("failed", GONE)).apply(call))) {
            DeployFailedException failure = failure(patient(server, 5).serverProgress(false).build());
            assertThat(failure.code()).isEqualTo("container-limit");
            assertThat(failure.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(failure.attempts()).isEqualTo(1);
            assertThat(server.count("POST")).isEqualTo(1);
        }
    }

    @Test
    void aContainersLimitDoesNotHideThatTheOutcomeIsUnknown() throws Exception {
        try (TestServer server = new TestServer(SWALLOW).offers(LIMITED).liveIs(call -> "")) {
            DeployFailedException failure = failure(patient(server, 5).serverProgress(false).build());
            assertThat(failure.code()).isEqualTo("container-limit");
            assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(server.count("POST")).isEqualTo(1);
        }
    }

    @Test
    void whatIsStillRunningIsAwaitedWithoutSendingAnythingAgain() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        List<String> reasons = new ArrayList<>();
        try (TestServer server = new TestServer(SWALLOW).recordIs(
                call -> record(asked.incrementAndGet() < 5 ? "activating" : "success", "").apply(call))) {
            DeployResult result = patient(server, 1).serverProgress(false).build().deploy(request(),
                    new DeployListener() {
                        @Override
                        public void retrying(int attempt, Duration delay, DeployFailedException why) {
                            reasons.add(why.getMessage());
                        }
                    });
            assertThat(result.outcome()).isEqualTo(Outcome.LIVE);
            assertThat(server.count("POST")).isEqualTo(1);
            assertThat(reasons).hasSize(4).allMatch(reason -> reason.endsWith("still at work on an earlier attempt"));
        }
    }

    @Test
    void whenTheTimeIsOverWhileItRunsThatIsTold() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (TestServer server = new TestServer(call -> {
            call.body().readAllBytes();
            await(over);
        }).recordIs(record("queued", ""))) {
            DeployFailedException failure = failure(patient(server, 5).timeout(Duration.ofSeconds(2)).build());
            assertThat(failure.kind()).isEqualTo(FailureKind.TIMED_OUT);
            assertThat(failure.outcome()).isEqualTo(Outcome.RUNNING);
            assertThat(failure.outcomeUnknown()).isFalse();
            assertThat(failure).hasMessageContaining("still at work on it (queued)");
        } finally {
            over.countDown();
        }
    }

    @Test
    void aRecordOfAnotherDeploymentIsNotBelieved() throws Exception {
        try (TestServer server = new TestServer(SWALLOW).recordIs(call -> TestServer.json("200 OK",
                "{\"deployment_id\":\"another\",\"status\":\"success\"}"))) {
            assertThat(failure(client(server)).outcome()).isEqualTo(Outcome.UNKNOWN);
        }
    }

    @Test
    void aDetachedDeployWhoseAnswerIsLostHasBeenHandedOver() throws Exception {
        try (TestServer server = new TestServer(SWALLOW).recordIs(record("extracting", ""))) {
            DeployResult result = client(server).deploy(request().withDetached(true), DeployListener.NONE);
            assertThat(result.outcome()).isEqualTo(Outcome.RUNNING);
        }
    }

    private static java.util.function.Function<TestServer.Call, String> record(String status, String more) {
        return call -> TestServer.json("200 OK", "{\"deployment_id\":\""
                + call.line().replaceAll(".*/deployments/(\\S+) .*", "$1") + "\",\"status\":\"" + status
                + "\",\"phase\":\"extracting\"" + more + "}");
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
