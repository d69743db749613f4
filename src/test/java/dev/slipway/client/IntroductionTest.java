package dev.slipway.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked and judged before anything is sent. */
@Timeout(60)
class IntroductionTest extends DeployFixture {
    private static final TestServer.Upload ACCEPT = call -> {
        call.body().readAllBytes();
        call.done("done");
    };

    @BeforeEach
    void something() throws IOException {
        Files.writeString(directory.resolve("a"), "a");
    }

    @Test
    void anOfferTellsWhatTheServerTakes() {
        ServerOffer offer = ServerOffer.of("slipway/2", Map.of(
                "payload_types", List.of("application/zstd", 7L),
                "limits", Map.of("max-entries", 10L, "odd", "text"),
                "container_limits", Map.of("max-post-size", Map.of("bytes", 99L, "holds_for", "all"),
                        "other", Map.of("bytes", 5L, "holds_for", "content-length"))));
        assertThat(offer.payloadTypes()).contains("application/zstd");
        assertThat(offer.payloadTypes()).doesNotContain("application/gzip");
        assertThat(offer.limit("max-entries")).hasValue(10);
        assertThat(offer.limit("odd")).isEmpty();
        assertThat(offer.containerLimits()).containsOnly(Map.entry("max-post-size", 99L));
        assertThat(ServerOffer.of("old").payloadTypes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "HTTP/1.1 405 Not Allowed\r\nContent-Type: text/html\r\n\r\n<title>405 Not Allowed</title>",
        "HTTP/1.1 204 No Content\r\nAccess-Control-Allow-Origin: *\r\n\r\n",
        "HTTP/1.1 200 OK\r\nAllow: GET, POST\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\n\r\n<h1>Request blocked</h1>",
        "HTTP/1.1 501 Not Implemented\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 404 Not Found\r\n\r\n{\"title\":\"Not found\",\"code\":\"not-found\"}"})
    void whereOptionsIsNotUnderstoodTheServerIsAskedWhoItIs(String answer) throws Exception {
        AtomicReference<String> name = new AtomicReference<>();
        try (TestServer server = new TestServer(ACCEPT).offers(answer)) {
            client(server).deploy(request(), new DeployListener() {
                @Override
                public void connected(String told) {
                    name.set(told);
                }
            });
            assertThat(server.calls()).extracting(call -> call.line().split(" ")[0])
                    .containsExactly("OPTIONS", "POST", "POST");
        }
        assertThat(name).hasValue("slipway/test");
    }

    @Test
    void anOfferWithoutANameIsThatOfAnOlderServer() throws Exception {
        try (TestServer server = new TestServer(ACCEPT).offers(TestServer.json("200 OK",
                "{\"payload_types\":[\"application/gzip\"],\"limits\":{}}"))) {
            client(server).deploy(request(), DeployListener.NONE);
            assertThat(server.count("POST")).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"200 OK, '{\"server\":\"slipway/1\",\"role\":\"slipway-viewer\",\"payload_types\":[]}', slipway-viewer",
        "403 Forbidden, '{\"detail\":\"This needs the role slipway-viewer\",\"code\":\"forbidden\"}', no role"})
    void aUserWhoMayNotDeployIsToldBeforeAnythingIsSent(String status, String body, String said) throws Exception {
        try (TestServer server = new TestServer(ACCEPT).offers(TestServer.json(status, body))) {
            DeployFailedException failure = failure(client(server));
            assertThat(failure.code()).isEqualTo("forbidden");
            assertThat(failure).hasMessageContaining(said).hasMessageContaining("needs the role slipway-deployer");
            assertThat(server.calls()).hasSize(1);
        }
    }

    @Test
    void whatTheServerItselfRefusesIsNotAskedInAnotherWay() throws Exception {
        try (TestServer server = new TestServer(ACCEPT).offers(TestServer.json("403 Forbidden",
                "{\"detail\":\"Plain HTTP from another machine\",\"code\":\"insecure-transport\"}"))) {
            DeployFailedException failure = failure(client(server));
            assertThat(failure.remedy().orElseThrow()).contains("allow-insecure-http");
            assertThat(server.calls()).hasSize(1);
        }
    }

    @Test
    void aConnectionThatBreaksBeyondTheContainersLimitBreaksBecauseOfItAndIsNotRepeated() throws Exception {
        Files.write(directory.resolve("noise"), noise(24 * MIB));
        try (TestServer server = new TestServer(call -> call.body().readNBytes(2 * MIB)).offers(TestServer.json("200 OK",
                "{\"server\":\"slipway/1\",\"payload_types\":[],\"container_limits\":{\"max-post-size\":{\"bytes\":"
                        + MIB + ",\"holds_for\":\"all\"}}}"))) {
            DeployFailedException failure = failure(patient(server, 5).build());
            assertThat(failure.kind()).isEqualTo(FailureKind.LIMIT);
            assertThat(failure).hasMessageContaining("max-post-size");
            assertThat(failure.attempts()).isEqualTo(1);
        }
    }
}
