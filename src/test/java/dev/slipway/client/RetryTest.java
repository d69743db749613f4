package dev.slipway.client;

import java.util.EnumSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.DeploymentId;
import dev.slipway.problem.Problem;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is tried again, how often, after which pause, and that every attempt is the same deployment. */
@Timeout(60)
class RetryTest extends DeployFixture {
    private static final TestServer.Upload ACCEPT = call -> {
        call.body().readAllBytes();
        call.done("done");
    };

    private final Retries heard = new Retries();

    private record Retry(int attempt, Duration delay, DeployFailedException why) {}

    private static final class Retries extends ArrayList<Retry> implements DeployListener {
        private static final long serialVersionUID = 1L;

        @Override
        public void retrying(int attempt, Duration delay, DeployFailedException why) {
            add(new Retry(attempt, delay, why));
        }
    }

    @BeforeEach
    void something() throws IOException {
        Files.write(directory.resolve("noise"), noise(4 * MIB));
    }

    @Test
    void aConnectionThatBreaksHalfWayIsRepeatedUnderTheSameId() throws Exception {
        try (TestServer server = new TestServer(inTurn(
                call -> call.body().readNBytes(MIB),
                call -> {
                    call.body().readNBytes(MIB);
                    call.socket().setSoLinger(true, 0);
                    call.socket().close();
                },
                ACCEPT))) {
            DeployResult result = patient(server, 5).build().deploy(request(), heard);
            assertThat(result.attempts()).isEqualTo(3);
            List<String> ids = uploads(server).map(TestServer.Call::id).toList();
            assertThat(ids).hasSize(3).containsOnly(result.deploymentId());
            assertThat(new DeploymentId(ids.get(0)).value()).isEqualTo(ids.get(0));
            assertThat(heard).extracting(Retry::attempt).containsExactly(2, 3);
            assertThat(heard).extracting(retry -> retry.why().code()).containsOnly("connection-lost");
            assertThat(server.count("GET")).as("nothing was open").isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\n\r\n<title>502 Bad Gateway</title>",
        "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 504 Gateway Time-out\r\n\r\n{\"message\":\"upstream\"}",
        "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 429 Too Many Requests\r\n\r\n{\"error\":\"slow down\"}"})
    void whatAGatewaySaysForATimeIsRepeated(String answer) throws Exception {
        try (TestServer server = new TestServer(inTurn(call -> {
            call.body().readNBytes(MIB);
            call.raw(answer);
        }, ACCEPT))) {
            assertThat(patient(server, 1).build().deploy(request(), heard).attempts()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(Problem.class)
    void whatTheServerItselfSaysIsRepeatedWhereThatCanHelp(Problem problem) throws Exception {
        boolean never = EnumSet.of(Problem.PROJECT_BUSY, Problem.NO_SPACE, Problem.NOT_REPLICATED, Problem.PARTLY_LIVE)
                .contains(problem);
        try (TestServer server = new TestServer(inTurn(refusal(problem), ACCEPT))) {
            if (problem.retryable() && !never) {
                assertThat(patient(server, 1).build().deploy(request(), heard).attempts()).isEqualTo(2);
            } else {
                DeployFailedException failure = failure(patient(server, 5).build());
                assertThat(failure.kind().exitCode()).isEqualTo(problem.exitCode());
                assertThat(failure.attempts()).isEqualTo(1);
                assertThat(server.count("POST")).isEqualTo(1);
            }
        }
    }

    @Test
    void aDigestThatDiffersTwiceIsNotAMatterOfTheWay() throws Exception {
        try (TestServer server = new TestServer(refusal(Problem.DIGEST_MISMATCH))) {
            DeployFailedException failure = failure(patient(server, 5).build());
            assertThat(failure.code()).isEqualTo("digest-mismatch");
            assertThat(failure.attempts()).isEqualTo(2);
        }
    }

    @Test
    void aDirectoryThatCannotBePackedIsNotTriedAgain() throws Exception {
        Files.createSymbolicLink(directory.resolve("out"), Path.of("../elsewhere"));
        try (TestServer server = new TestServer(ACCEPT)) {
            assertThat(failure(patient(server, 5).build()).attempts()).isEqualTo(1);
        }
    }

    @Test
    void whenNoRetryIsLeftTheLastReasonAndTheirNumberAreTold() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        DeployFailedException failure = failure(builder(Target.of("http://127.0.0.1:" + port))
                .backOff(new BackOff(3, Duration.ofMillis(1), Duration.ofMillis(1), () -> 1)).build());
        assertThat(failure.kind().exitCode()).isEqualTo(6);
        assertThat(failure).hasMessageContaining("Cannot reach").hasMessageEndingWith("(tried 4 times)");
        assertThat(failure.attempts()).isEqualTo(4);
        assertThat(failure.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(failure.deploymentId()).isPresent();
    }

    @Test
    void aServerThatIsNotThereYetIsAwaitedBeforeAnythingIsSent() throws Exception {
        try (TestServer server = new TestServer(ACCEPT).offers("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")) {
            DeployListener opening = new DeployListener() {
                @Override
                public void retrying(int attempt, Duration delay, DeployFailedException why) {
                    heard.retrying(attempt, delay, why);
                    server.offers(TestServer.json("200 OK", "{\"server\":\"slipway/2\",\"payload_types\":[]}"));
                }
            };
            assertThat(patient(server, 1).build().deploy(request(), opening).attempts()).isEqualTo(2);
            assertThat(server.count("POST")).isEqualTo(1);
        }
    }

    @Test
    void aNameThatDoesNotExistIsNotTriedAgain() {
        DeployFailedException failure = failure(DeployClient.builder(Target.of("http://nosuch.invalid/")).build());
        assertThat(failure.code()).isEqualTo("unknown-host");
        assertThat(failure.attempts()).isEqualTo(1);
    }

    @Test
    void thePauseIsAtLeastWhatTheServerAsksFor() throws Exception {
        String[] fields = {"Retry-After: 1", "Date: Sun, 22 Nov 2026 10:00:00 GMT\r\nRetry-After: Sun, 22 Nov 2026 "
                + "10:00:01 GMT"};
        for (String field : fields) {
            try (TestServer server = new TestServer(inTurn(busy(field), ACCEPT))) {
                patient(server, 1).build().deploy(request(), heard);
            }
        }
        assertThat(heard).extracting(Retry::delay).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(1));
    }

    @Test
    void aServerThatAsksForAnHourIsNotWaitedFor() throws Exception {
        try (TestServer server = new TestServer(busy("Retry-After: 3600"))) {
            DeployFailedException failure = failure(patient(server, 5).build());
            assertThat(failure.attempts()).isEqualTo(1);
            assertThat(failure).hasMessageContaining("3600");
        }
    }

    @Test
    void pausesGrowToTheirCapAndAreARandomPartOfIt() {
        BackOff whole = new BackOff(50, Duration.ofSeconds(1), Duration.ofSeconds(30), () -> 1);
        assertThat(List.of(1, 2, 3, 4, 5, 6, 50)).extracting(retry -> whole.before(retry).toSeconds())
                .containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
        BackOff half = new BackOff(50, Duration.ofSeconds(1), Duration.ofSeconds(30), () -> 0.5);
        assertThat(half.before(6)).isEqualTo(Duration.ofSeconds(15));
        assertThat(BackOff.DEFAULT.retries()).isEqualTo(5);
    }

    private static TestServer.Upload refusal(Problem problem) {
        return call -> {
            call.body().readAllBytes();
            call.answer(problem.status(), "{\"error\":\"no\",\"code\":\"" + problem.code() + "\"}");
        };
    }

    private static TestServer.Upload busy(String field) {
        return call -> {
            call.body().readAllBytes();
            call.raw("HTTP/1.1 503 Busy\r\n" + field
                    + "\r\nConnection: close\r\n\r\n{\"error\":\"busy\",\"code\":\"server-busy\"}");
        };
    }

    static java.util.stream.Stream<TestServer.Call> uploads(TestServer server) {
        return server.calls().stream().filter(call -> call.line().startsWith("POST "));
    }

    /** The first upload is for the first, the last and all after it for the last. */
    static TestServer.Upload inTurn(TestServer.Upload... turns) {
        AtomicInteger turn = new AtomicInteger();
        return call -> turns[Math.min(turn.getAndIncrement(), turns.length - 1)].receive(call);
    }
}
