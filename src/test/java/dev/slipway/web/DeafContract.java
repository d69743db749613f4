package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectWriter;
import dev.slipway.web.HttpSocket.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that ask for more than the buffers of a connection hold and read nothing. They ask many times in a row on one
 * connection: each answer is short of what the kernel takes, all of them are far beyond it.
 */
interface DeafContract extends SiteFixture {
    Duration LONG = Duration.ofSeconds(40);
    int NAME = 280;
    int OFTEN = 2000;
    /** Names that make an answer of some KiB, and one of more than is written in one piece. */
    int FEW = 4;
    int MANY = 10;

    /** Its record and its events are long. */
    private String talkative(TestSite site, String project, int names) throws IOException {
        Map<String, Object> operation = new LinkedHashMap<>(Requests.deploy(project));
        for (int i = 0; i < names; i++) {
            operation.put("unknown-" + i + "-" + "\u4e2d".repeat(NAME), "");
        }
        Answer answer = new Requests(site.port(), "deployer").twoParts(operation, Format.JSON, Archives.tar("a", "a"));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return String.valueOf(answer.object().get("deployment_id"));
    }

    /** Sends one request. */
    interface Asking {
        void ask() throws IOException;
    }

    /** Asks many times without reading, unless the server has given the connection up before. */
    private static void askOn(EventSocket client, int times, Asking asking) {
        try {
            for (int i = 0; i < times; i++) {
                asking.ask();
            }
        } catch (IOException e) {
            assertThat(client.isGone()).isTrue();
        }
    }

    @Test
    default void aFollowerWhoseSocketIsFullIsCutAndHurtsNobody() throws Exception {
        TestHome home = newHome();
        try (TestSite site = startOther(home, Map.of("slipway.stall-timeout", "1s", "slipway.event-heartbeat", "50ms",
                "slipway.max-followers", "1"))) {
            Requests deployer = new Requests(site.port(), "deployer");
            String id = talkative(site, project(), MANY);
            try (EventSocket deaf = EventSocket.follow(site.port(), id)) {
                assertThat(deaf.status()).isEqualTo(200);
                askOn(deaf, OFTEN, () -> deaf.head("GET", "/deployments/" + id, "viewer", "Accept: text/event-stream"));
                assertThat(deployer.put(project(), Archives.tar("a", "a")).status()).isEqualTo(201);
                await().atMost(LONG).until(deaf::isGone);
                await().atMost(LONG).until(() -> deployer.ask("GET", "/deployments/" + id,
                        "Accept: text/event-stream").status() == 200);
            }
        }
    }

    /** More such clients than there are threads that write. */
    @ParameterizedTest
    @ValueSource(ints = {FEW, MANY})
    default void answersToClientsThatDoNotReadHoldNoThreadThatOthersNeed(int names) throws Exception {
        TestHome home = newHome();
        try (TestSite site = startOther(home, Map.of())) {
            Requests deployer = new Requests(site.port(), "deployer");
            String id = talkative(site, project(), names);
            byte[] question = ObjectWriter.write(
                    Map.of("operation", "get_deployment", "deployment_id", id), Format.JSON);
            List<EventSocket> deaf = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                EventSocket client = new EventSocket(site.port());
                deaf.add(client);
                askOn(client, OFTEN, () -> client.head("POST", "/", "viewer", "Content-Type: application/json",
                        "Accept: application/json", "Content-Length: " + question.length).raw(question));
            }
            for (EventSocket client : deaf) {
                assertThat(client.status()).isEqualTo(200);
            }
            for (int i = 0; i < 200; i++) {
                assertThat(deployer.operation(Map.of("operation", "registration_info")).status()).isEqualTo(200);
            }
            for (EventSocket client : deaf) {
                client.reset();
            }
        }
    }
}
