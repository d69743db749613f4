package dev.slipway.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.DeploymentId;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server tells after the last byte is compared with what is live. */
@Timeout(60)
class ToldFailureTest extends DeployFixture {
    private static final String OTHER = DeploymentId.next().value();
    private static final String SILENCE = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n";

    private final AtomicReference<TestServer> running = new AtomicReference<>();

    @BeforeEach
    void something() throws IOException {
        Files.writeString(directory.resolve("a"), "a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"500 internal", "500 storage-failed", "507 no-space", "409 deployment-id-used"})
    void whatIsLiveAllTheSameIsASuccess(String told) throws Exception {
        try (TestServer server = telling(told)) {
            server.liveIs(call -> TestServer.json("200 OK", "{\"deployment_id\":\"" + uploaded() + "\"}"));
            assertThat(client(server).deploy(request(), DeployListener.NONE).deploymentId()).isEqualTo(uploaded());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"500 internal", "500 storage-failed", "507 no-space", "409 deployment-id-used"})
    void whenNobodySaysWhatIsLiveItStaysOpen(String told) throws Exception {
        try (TestServer server = telling(told)) {
            server.liveIs(call -> SILENCE);
            assertThat(failure(client(server)).outcome()).isEqualTo(Outcome.UNKNOWN);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"500 internal", "500 storage-failed", "507 no-space"})
    void whenAnotherOneIsLiveItHasFailed(String told) throws Exception {
        try (TestServer server = telling(told)) {
            server.live(OTHER);
            assertThat(failure(client(server)).outcome()).isEqualTo(Outcome.FAILED);
        }
    }

    @Test
    void aSuccessOfAnotherIdIsNotBelieved() throws Exception {
        try (TestServer server = new TestServer(call -> {
            call.body().readAllBytes();
            call.answer(200, "{\"message\":\"done\",\"deployment_id\":\"" + OTHER + "\"}");
        })) {
            DeployFailedException failure = failure(client(server));
            assertThat(failure.code()).isEqualTo("bad-answer");
            assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        }
    }

    @Test
    void aContainersLimitBreaksOnlyConnectionsThatWereGivenMore() {
        DeployFailedException lost = Trouble.noAnswer(Target.of("http://host/"), new IOException("cut"), null);
        ServerOffer offer = new ServerOffer("s", java.util.List.of(), java.util.Map.of(), java.util.Map.of("max", 1L));
        assertThat(Trouble.overContainerLimit(Target.of("http://host/"), offer, 2, lost))
                .map(DeployFailedException::code).contains("container-limit");
        assertThat(Trouble.overContainerLimit(Target.of("http://host/"), offer, 1, lost)).isEmpty();
    }

    @Test
    void aFaultOfTheClientItselfIsAFailureWithAnOutcome() throws Exception {
        DeployClient client = builder(Target.of("https://127.0.0.1:" + portOf())).tls(null).build();
        DeployFailedException failure = failure(client);
        assertThat(failure.code()).isEqualTo("internal");
        assertThat(failure.outcome()).isEqualTo(Outcome.FAILED);
        running.get().close();
    }

    @Test
    void aMebibyteOfOneWordIsToldWithoutDelay() throws Exception {
        String word = "x".repeat(900_000);
        try (TestServer server = new TestServer(call -> {
            call.body().readAllBytes();
            call.answer(422, "{\"error\":\"" + word + "\",\"code\":\"archive-refused\"}");
        })) {
            assertThat(failure(client(server)).getMessage()).hasSizeBetween(100, 1100);
            server.introduces("HTTP/1.1 418 Pot\r\nContent-Type: text/html\r\n\r\n" + "<title".repeat(150_000));
            assertThat(failure(client(server)).getMessage()).hasSizeLessThan(1100);
        }
    }

    private int portOf() throws IOException {
        running.set(new TestServer(call -> {}));
        return running.get().target().port();
    }

    private String uploaded() {
        return RetryTest.uploads(running.get()).findFirst().orElseThrow().id();
    }

    private TestServer telling(String told) throws IOException {
        String[] parts = told.split(" ");
        running.set(new TestServer(call -> {
            call.body().readAllBytes();
            call.answer(Integer.parseInt(parts[0]), "{\"error\":\"no\",\"code\":\"" + parts[1] + "\"}");
        }));
        return running.get();
    }
}
