package dev.slipway.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.problem.Problem;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the client makes of each kind of answer. */
@Timeout(60)
class DeployAnswersTest extends DeployFixture {
    @Test
    void anEarlySuccessIsNotBelieved() throws Exception {
        Files.write(directory.resolve("noise"), noise(24 * MIB));
        try (TestServer server = new TestServer(call -> {
            call.body().readNBytes(MIB);
            call.done("done");
            call.socket().close();
        })) {
            DeployFailedException failure = failure(client(server));
            assertThat(failure.kind()).isEqualTo(FailureKind.SERVER_FAILED);
            assertThat(failure.code()).isEqualTo("bad-answer");
        }
    }

    @Test
    void aSuccessThatSaysNothingIsNotBelieved() throws Exception {
        Files.writeString(directory.resolve("a"), "a");
        try (TestServer server = new TestServer(call -> {
            call.body().readAllBytes();
            call.answer(200, "<html>Welcome</html>");
        })) {
            DeployFailedException failure = failure(client(server));
            assertThat(failure.code()).isEqualTo("bad-answer");
            assertThat(failure).hasMessageContaining("Welcome");
            assertThat(failure.outcomeUnknown()).isTrue();
        }
    }

    @Test
    void aWrongPasswordIsToldBeforeAnythingIsPacked() throws Exception {
        try (TestServer server = new TestServer(call -> {})) {
            DeployClient client = DeployClient.builder(server.target())
                    .credentials("admin", () -> "wrong".toCharArray()).build();
            DeployFailedException failure = failure(client);
            assertThat(failure.kind()).isEqualTo(FailureKind.REFUSED);
            assertThat(failure).hasMessageContaining("Login failed");
            assertThat(server.calls()).hasSize(1);
        }
    }

    @Test
    void theArrayOfThePasswordIsOverwritten() throws Exception {
        Files.writeString(directory.resolve("a"), "a");
        char[] secret = "s\u00e4cret".toCharArray();
        try (TestServer server = new TestServer(call -> {
            call.body().readAllBytes();
            call.done("ok");
        })) {
            DeployClient.builder(server.target()).credentials("admin", () -> secret).build()
                    .deploy(request(), DeployListener.NONE);
        }
        assertThat(secret).containsOnly('\0');
    }

    @Test
    void nobodyListeningIsTold() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        DeployFailedException failure = failure(builder(Target.of("http://127.0.0.1:" + port)).build());
        assertThat(failure.kind()).isEqualTo(FailureKind.NETWORK);
        assertThat(failure.code()).isEqualTo("unreachable");
        assertThat(failure).hasMessageContaining("127.0.0.1:" + port);
    }

    @Test
    void aServerThatIsNotSlipwayIsTold() throws Exception {
        try (TestServer server = new TestServer(call -> {}).introduces(
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><title>It works!</title></html>")) {
            DeployFailedException failure = failure(client(server));
            assertThat(failure.code()).isEqualTo("not-slipway");
            assertThat(failure).hasMessageContaining("It works!");
            server.introduces("HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<h1>Not Found</h1>");
            assertThat(failure(client(server)).remedy().orElseThrow()).contains("context path");
            server.introduces("SSH-2.0-OpenSSH_9.2\r\n");
            assertThat(failure(client(server)).code()).isEqualTo("not-slipway");
        }
    }

    @Test
    void aRedirectIsExplainedAndNotFollowed() throws Exception {
        try (TestServer server = new TestServer(call -> {}).introduces(
                "HTTP/1.1 302 Found\r\nLocation: https://elsewhere/slipway/\r\nContent-Length: 0\r\n\r\n")) {
            DeployFailedException failure = failure(client(server));
            assertThat(failure.code()).isEqualTo("redirected");
            assertThat(failure).hasMessageContaining("https://elsewhere/slipway/");
            assertThat(server.calls()).hasSize(1);
        }
    }

    @Test
    void eachAnswerHasItsKind() throws Exception {
        Files.writeString(directory.resolve("a"), "a");
        Map<Integer, FailureKind> kinds = Map.of(400, FailureKind.REFUSED, 409, FailureKind.CONFLICT, 413,
                FailureKind.LIMIT, 507, FailureKind.LIMIT, 500, FailureKind.SERVER_FAILED, 504, FailureKind.NETWORK);
        for (Map.Entry<Integer, FailureKind> row : kinds.entrySet()) {
            try (TestServer server = new TestServer(call -> {
                call.body().readAllBytes();
                call.answer(row.getKey(), "{\"error\":\"no\"}");
            })) {
                assertThat(failure(client(server)).kind()).as("%d", row.getKey()).isEqualTo(row.getValue());
            }
        }
    }

    @Test
    void aGatewayThatGivesUpAfterTheLastByteLeavesTheOutcomeOpen() throws Exception {
        Files.writeString(directory.resolve("a"), "a");
        for (String body : List.of("", "{\"error\":\"upstream timed out\"}")) {
            try (TestServer server = new TestServer(call -> {
                call.body().readAllBytes();
                call.answer(504, body);
            })) {
                DeployFailedException failure = failure(client(server));
                assertThat(failure.kind()).isEqualTo(FailureKind.NETWORK);
                assertThat(failure.outcomeUnknown()).as("with '%s'", body).isTrue();
                assertThat(failure.status()).isEqualTo(504);
            }
        }
    }

    @Test
    void aFailureThatTheServerItselfTellsAfterTheLastByteIsCertain() throws Exception {
        Files.writeString(directory.resolve("a"), "a");
        try (TestServer server = new TestServer(call -> {
            call.body().readAllBytes();
            call.answer(507, "{\"error\":\"full\",\"code\":\"" + Problem.NO_SPACE.code() + "\"}");
        })) {
            assertThat(failure(client(server)).outcomeUnknown()).isFalse();
        }
    }

    @Test
    void aGatewayThatGivesUpHalfWayLeavesNothingOpen() throws Exception {
        Files.write(directory.resolve("noise"), noise(24 * MIB));
        try (TestServer server = new TestServer(call -> {
            call.body().readNBytes(MIB);
            call.answer(502, "");
            call.socket().close();
        })) {
            assertThat(failure(client(server)).outcomeUnknown()).isFalse();
        }
    }
}
