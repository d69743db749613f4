package dev.slipway.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server still has the project for an earlier attempt of this very deploy. */
@Timeout(60)
class OwnWorkTest extends DeployFixture {
    private static final Duration ANSWER = Duration.ofSeconds(3);
    private static final TestServer.Upload BREAK = call -> call.socket().close();
    private static final TestServer.Upload ACCEPT = call -> {
        call.body().readAllBytes();
        call.done("done");
    };

    private final List<Duration> pauses = new ArrayList<>();

    @BeforeEach
    void something() throws IOException {
        Files.writeString(directory.resolve("a"), "a");
    }

    @Test
    void eachBrokenConnectionHasItsOwnTimeToBeNoticedByTheServer() throws Exception {
        TestServer.Upload held = held("");
        try (TestServer server = new TestServer(RetryTest.inTurn(BREAK, held, BREAK, held, ACCEPT))) {
            DeployClient client = patient(server, 5).answerTimeout(ANSWER).build();
            DeployResult result = client.deploy(request(), new DeployListener() {
                @Override
                public void retrying(int attempt, Duration delay, DeployFailedException why) {
                    pauses.add(delay);
                    if (pauses.size() == 3) {
                        sleep(ANSWER.plusMillis(100));
                    }
                }
            });
            assertThat(result.message()).isEqualTo("done");
            assertThat(result.attempts()).isEqualTo(3);
            assertThat(pauses).hasSize(4);
        }
    }

    private static TestServer.Upload held(String field) {
        return call -> call.raw("HTTP/1.1 409 Conflict\r\n" + field + "Connection: close\r\n\r\n{\"error\":\"Held by "
                + "deployment " + call.id() + "\",\"code\":\"project-busy\"}");
    }

    private static void sleep(Duration time) {
        try {
            TimeUnit.MILLISECONDS.sleep(time.toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theServerMayAskForALongerPause() throws Exception {
        try (TestServer server = new TestServer(RetryTest.inTurn(BREAK, held("Retry-After: 1\r\n"), ACCEPT))) {
            patient(server, 5).build().deploy(request(), new DeployListener() {
                @Override
                public void retrying(int attempt, Duration delay, DeployFailedException why) {
                    pauses.add(delay);
                }
            });
            assertThat(pauses).containsExactly(Duration.ofMillis(1), Duration.ofSeconds(1));
        }
    }

    @Test
    void theHolderIsTakenFromItsFieldAndNotFromTheText() throws Exception {
        try (TestServer server = new TestServer(call -> call.answer(409, "{\"error\":\"for " + call.id()
                + "\",\"code\":\"project-busy\",\"deployment_id\":\"another\"}"))) {
            assertThat(failure(patient(server, 5).build()).kind()).isEqualTo(FailureKind.CONFLICT);
            assertThat(server.count("POST")).isEqualTo(1);
        }
    }
}
