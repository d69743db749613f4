package dev.slipway.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HealthCheckTest {
    private static final Duration SHORT = Duration.ofMillis(1);

    @TempDir
    Path folder;

    private final Deque<Integer> answers = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().toString());
            int status = answers.size() > 1 ? answers.remove() : answers.element();
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void check(String url, String good, int tries) throws Exception {
        check(new HealthCheck(Optional.of(new HealthUrl(url, GoodStatuses.parse(good))), Optional.empty(), tries, SHORT,
                Duration.ofSeconds(20), Duration.ZERO));
    }

    private void check(HealthCheck check) throws HookFailedException, InterruptedException {
        check.run(Scripts.context(folder), new Halt(), (hook, line) -> lines.add(line));
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    @Test
    void triesUntilTheAnswerIsGood() throws Exception {
        answers.addAll(List.of(503, 500, 200));
        check(url("/{project}/health?key=secret"), "200-399", 5);
        assertThat(asked).hasSize(3).allMatch("/shop/health?key=secret"::equals);
        assertThat(lines).containsExactly("try 1 of 5: " + url("/shop/health") + " answered 503, not 200-399",
                "try 2 of 5: " + url("/shop/health") + " answered 500, not 200-399");
    }

    @Test
    void givesUpAfterTheLastTry() {
        answers.add(404);
        assertThatExceptionOfType(HookFailedException.class).isThrownBy(() -> check(url("/"), "200", 3))
                .withMessage("it was tried 3 times, at last: " + url("/") + " answered 404, not 200");
        assertThat(asked).hasSize(3);
    }

    @Test
    void doesNotFollowARedirect() throws Exception {
        answers.add(302);
        check(url("/"), "200-399", 1);
        assertThat(asked).containsExactly("/");
    }

    @Test
    void oneThatNeverAnswersIsLeft() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            HealthUrl url = new HealthUrl("http://127.0.0.1:" + silent.getLocalPort() + "/", GoodStatuses.parse("200"));
            assertThatExceptionOfType(HookFailedException.class).isThrownBy(() -> check(new HealthCheck(
                            Optional.of(url), Optional.empty(), 2, SHORT, Duration.ofMillis(200), Duration.ZERO)))
                    .withMessageContaining("tried 2 times").withMessageMatching(".*(did not answer|could not be asked).*");
        }
    }

    @Test
    void oneThatNobodyListensAtIsSaidToBe() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = free.getLocalPort();
        }
        assertThatExceptionOfType(HookFailedException.class)
                .isThrownBy(() -> check("http://127.0.0.1:" + port + "/", "200", 1)).withMessageContaining("could not be asked");
    }

    @Test
    void aCommandIsTriedInTheSameWay() throws Exception {
        HookCommand third = Scripts.command(folder, "echo x >> tries", "test $(wc -l < tries) -ge 3");
        check(new HealthCheck(Optional.empty(), Optional.of(third), 5, SHORT, Duration.ofSeconds(20), Duration.ZERO));
        assertThat(folder.resolve("tries")).hasContent("x\nx\nx");
    }

    @Test
    void addressAndCommandMustBothBeContent() throws Exception {
        answers.add(200);
        HookCommand no = Scripts.command(folder, "echo not yet", "exit 1");
        HealthCheck both = new HealthCheck(Optional.of(new HealthUrl(url("/"), GoodStatuses.parse("200"))), Optional.of(no), 2,
                SHORT, Duration.ofSeconds(20), Duration.ZERO);
        assertThatExceptionOfType(HookFailedException.class).isThrownBy(() -> check(both))
                .satisfies(e -> assertThat(e.told()).contains("the health command ended with 1").endsWith("not yet"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "99", "600", "200-", "200;300", "200,,300"})
    void whatIsNoStatusIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> GoodStatuses.parse(text)).withMessageContaining("is not statuses");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "ftp://127.0.0.1/", "http://user:secret@127.0.0.1/", "http:///x"})
    void whatIsNoAddressIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new HealthUrl(text, GoodStatuses.parse("200")));
    }

    @Test
    void aPasswordInAnAddressIsRefusedAndNotShown() {
        for (String address : List.of("http://ann:hunter2@127.0.0.1/", "http://ann:hunter2@127.0. 0.1/", "ann:hunter2@x")) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> new HealthUrl(address, GoodStatuses.parse("200")))
                    .satisfies(e -> assertThat(e + String.valueOf(e.getCause())).doesNotContain("hunter2"));
        }
    }

    @Test
    void aTryLeavesNoThread() throws Exception {
        answers.add(503);
        answers.add(204);
        check(url("/"), "200-399", 5);
        Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals("slipway-health")).forEach(thread -> {
            try {
                thread.join(10_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            assertThat(thread.isAlive()).isFalse();
        });
    }
}
