package dev.slipway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectReader;
import dev.slipway.model.DeploymentId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DeployOptionsTest extends DeployFixture {
    private final AtomicReference<Map<String, Object>> operation = new AtomicReference<>();

    @BeforeEach
    void something() throws IOException {
        Files.writeString(directory.resolve("a"), "a");
    }

    @Test
    void withoutOptionsNothingIsAskedForButADeploy() throws Exception {
        try (TestServer server = answering(200, "")) {
            assertThat(client(server).deploy(request(), DeployListener.NONE).outcome()).isEqualTo(Outcome.LIVE);
            assertThat(operation.get()).containsOnlyKeys("operation", "project");
            assertThat(server.calls().get(1).headers()).doesNotContainKeys("prefer", "idempotency-key");
        }
    }

    @Test
    void aReleaseCanBeStagedInItsTurn() throws Exception {
        try (TestServer server = answering(200, ",\"staged\":true")) {
            DeployResult result = client(server).deploy(request().withActivate(false).withQueue(true),
                    DeployListener.NONE);
            assertThat(result.outcome()).isEqualTo(Outcome.STAGED);
            assertThat(operation.get()).containsEntry("activate", false).containsEntry("queue", true).hasSize(4);
        }
    }

    @Test
    void theFirstDirectoriesOfEachPathCanBeLeftOut() throws Exception {
        try (TestServer server = answering(200, "")) {
            client(server).deploy(request().withStripped(2), DeployListener.NONE);
            assertThat(operation.get()).hasSize(3).extractingByKey("strip_components").asString().isEqualTo("2");
        }
        assertThatThrownBy(() -> request().withStripped(17)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 to 16");
    }

    @Test
    void theServersOfAClusterAreToldHowToTakeIt() throws Exception {
        try (TestServer server = answering(200, "")) {
            client(server).deploy(request().withTerms(new ClusterTerms(ClusterTerms.Restart.ROLLING, false, true,
                    Optional.of(Duration.ofMinutes(2)))).withMessage("x"), DeployListener.NONE);
            assertThat(operation.get()).containsEntry("restart", "rolling").containsEntry("replicated", "false")
                    .containsEntry("ignore_replication_errors", "true").containsEntry("deployment_timeout", "120000ms").hasSize(7);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"partly-live", "not-replicated"})
    void whatSomeServersDoNotTakeIsNotSentAgainByItself(String code) throws Exception {
        try (TestServer server = new TestServer(call -> {
            call.body().readAllBytes();
            call.answer(502, "{\"error\":\"Nodes that did not make it live: node-1\",\"code\":\"" + code + "\"}");
        })) {
            assertThatThrownBy(() -> client(server).deploy(request(), DeployListener.NONE))
                    .isInstanceOfSatisfying(DeployFailedException.class, e -> {
                        assertThat(e.code()).isEqualTo(code);
                        assertThat(e.attempts()).isEqualTo(1);
                        assertThat(e.kind().exitCode()).isEqualTo(code.equals("partly-live") ? 8 : 1);
                    });
        }
    }

    @Test
    void aDetachedDeployEndsWithTheLastByte() throws Exception {
        try (TestServer server = answering(202, "")) {
            DeployResult result = client(server).deploy(request().withDetached(true), DeployListener.NONE);
            assertThat(result.outcome()).isEqualTo(Outcome.RUNNING);
            assertThat(server.calls().get(1).headers()).containsEntry("prefer", "respond-async");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aKeyIsSentAndMayBringTheAnswerOfAnEarlierDeploy(boolean early) throws Exception {
        Files.write(directory.resolve("noise"), noise(8 * MIB));
        String earlier = DeploymentId.next().value();
        try (TestServer server = new TestServer(call -> {
            if (!early) {
                call.body().readAllBytes();
            }
            call.answer(200, "{\"message\":\"as before\",\"deployment_id\":\"" + earlier + "\",\"payload_hash\":\""
                    + "ab".repeat(32) + "\",\"payload_size\":9,\"files\":3,\"unpacked_size\":4}");
            if (early) {
                call.body().readAllBytes();
            }
        })) {
            DeployResult result = client(server).deploy(request().withIdempotencyKey("job-7"), DeployListener.NONE);
            assertThat(server.calls().get(1).headers()).containsEntry("idempotency-key", "job-7");
            assertThat(result.deploymentId()).isEqualTo(earlier);
            assertThat(result.message()).isEqualTo("as before");
            assertThat(result.payloadDigest().hex()).as("of what is live, not of what was sent").isEqualTo("ab".repeat(32));
            assertThat(result.files()).isEqualTo(3);
        }
    }

    @Test
    void aKeyThatIsNoneIsRefused() {
        for (String key : new String[] {"", "a b", "a\r\nX: y", "\u00e4", "x".repeat(201)}) {
            assertThatThrownBy(() -> request().withIdempotencyKey(key)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void whoCancelledItIsTold() throws Exception {
        try (TestServer server = new TestServer(call -> call.answer(409,
                "{\"error\":\"Deployment " + call.id() + " was cancelled by bob\",\"code\":\"cancelled\"}"))) {
            DeployFailedException failure = failure(patient(server, 5).build());
            assertThat(failure).hasMessageContaining("was cancelled by bob");
            assertThat(failure.kind()).isEqualTo(FailureKind.CONFLICT);
            assertThat(failure.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(failure.attempts()).isEqualTo(1);
        }
    }

    private TestServer answering(int status, String more) throws IOException {
        return new TestServer(call -> {
            String body = new String(call.body().readAllBytes(), StandardCharsets.ISO_8859_1);
            int start = body.indexOf("\r\n\r\n") + 4;
            operation.set(ObjectReader.read(body.substring(start, body.indexOf("\r\n--", start))
                    .getBytes(StandardCharsets.ISO_8859_1), Format.CBOR));
            call.answer(status, "{\"message\":\"done\",\"deployment_id\":\"" + call.id() + "\"" + more + "}");
        });
    }
}
