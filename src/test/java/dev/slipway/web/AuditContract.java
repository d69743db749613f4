package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectReader;
import dev.slipway.model.DeploymentId;
import dev.slipway.problem.Problem;
import dev.slipway.web.HttpSocket.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One line of the audit log for each attempt, and nothing in it that is nobody's business. */
interface AuditContract extends SiteFixture {
    Duration AT_ONCE = Duration.ofSeconds(10);

    /** Lines about a project, or with another word in them; at least one is waited for. */
    private static List<String> lines(AuditLines log, String word) {
        return await().atMost(AT_ONCE).until(() -> log.with(word), found -> !found.isEmpty());
    }

    static Map<String, Object> only(AuditLines log, String word) {
        List<String> lines = lines(log, word);
        assertThat(lines).hasSize(1);
        return ObjectReader.read(lines.get(0).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    default void aDeployIsOneLine() throws IOException {
        String project = project();
        byte[] tar = Archives.tar("a.txt", "a");
        try (AuditLines log = new AuditLines()) {
            Answer answer = deployer().put(project, tar);
            Map<String, Object> line = only(log, project);
            assertThat(line).containsEntry("user", "deployer").containsEntry("address", "127.0.0.1")
                    .containsEntry("method", "PUT").containsEntry("path", "/components/" + project)
                    .containsEntry("operation", "deploy_component").containsEntry("project", project)
                    .containsEntry("deployment_id", answer.object().get("deployment_id"))
                    .containsEntry("status", 201L).containsEntry("outcome", "ok").containsEntry("bytes", (long) tar.length)
                    .containsKeys("time", "request_id", "millis");
        }
    }

    @Test
    default void aRefusalIsOneLineUnderTheIdThatItsClientIsTold() throws IOException {
        String project = project();
        try (AuditLines log = new AuditLines()) {
            Answer answer = deployer().as("viewer").put(project, Archives.tar("a", "a"));
            Map<String, Object> line = only(log, project);
            assertThat(line).containsEntry("outcome", "forbidden").containsEntry("status", 403L)
                    .containsEntry("user", "viewer");
            assertThat(answer.object()).containsEntry("request_id", line.get("request_id"));
        }
    }

    @Test
    default void aWrongPasswordIsALineWithTheNameAndWithoutThePassword() throws IOException {
        String project = project();
        try (AuditLines log = new AuditLines(); HttpSocket socket = new HttpSocket(site().port())) {
            socket.head("GET", "/components/" + project, HttpSocket.basic("mallory", "guessed-secret")).answer();
            assertThat(only(log, project)).containsEntry("user", "mallory").containsEntry("outcome", "not-authenticated")
                    .containsEntry("status", 401L);
            assertThat(log.with("guessed-secret")).isEmpty();
        }
    }

    @Test
    default void whatIsRefusedBeforeAnybodyIsAskedForIsALineToo() throws IOException {
        String project = project();
        try (AuditLines log = new AuditLines()) {
            refusedResource(deployer().put(project, Archives.tar("a", "a"), "Origin: https://evil.example"),
                    Problem.CROSS_SITE);
            assertThat(only(log, project)).containsEntry("outcome", "cross-site").doesNotContainKey("user");
        }
    }

    @Test
    default void aNameCannotEndItsLineOrWriteToATerminal() throws IOException {
        String project = project();
        String name = "eve\n{\"user\"=\"admin\"}\u001b[2J\u0085\u202e\u2028";
        try (AuditLines log = new AuditLines(); HttpSocket socket = new HttpSocket(site().port())) {
            socket.head("GET", "/components/" + project, HttpSocket.basic(name, "x")).answer();
            assertThat(only(log, project)).containsEntry("user", name);
            assertThat(lines(log, project).get(0)).matches("[\\x20-\\x7e]+");
        }
    }

    @Test
    default void aBodyIsNotInTheLog() throws IOException {
        String project = project();
        try (AuditLines log = new AuditLines()) {
            deployer().twoParts(Map.of("operation", "deploy_component", "project", project, "password", "body-secret",
                    "message", "a-note"), Format.JSON, Archives.tar("a", "a"));
            assertThat(only(log, project)).containsEntry("outcome", "ok").containsEntry("method", "POST");
            assertThat(log.with("body-secret")).isEmpty();
            assertThat(log.with("a-note")).isEmpty();
        }
    }

    @Test
    default void aClientThatGoesAwayIsALine() throws IOException {
        String project = project();
        try (AuditLines log = new AuditLines()) {
            try (HttpSocket socket = new HttpSocket(site().port())) {
                String id = DeploymentId.next().value();
                socket.head("PUT", "/components/" + project, HttpSocket.basic("deployer"), Requests.CHUNKED,
                        "Slipway-Deployment-Id: " + id).chunk(new byte[1000]);
                await().atMost(AT_ONCE).until(() -> deployer().ask("GET", "/deployments/" + id).status() == 200);
                socket.reset();
            }
            await().atMost(AT_ONCE).untilAsserted(() -> assertThat(log.with(project))
                    .filteredOn(line -> line.contains("client-gone")).hasSize(1));
        }
    }

    @Test
    default void whoOnlyLooksIsNoLineUnlessTheLevelSaysSo() throws IOException {
        String project = project();
        try (AuditLines log = new AuditLines()) {
            assertThat(deployer().put(project, Archives.tar("a", "a")).status()).isEqualTo(201);
            assertThat(deployer().ask("GET", "/components/" + project).status()).isEqualTo(200);
            assertThat(deployer().ask("POST", "/components/" + project + "/rollback").status()).isEqualTo(409);
            await().atMost(AT_ONCE).until(() -> !log.with("rollback_component").isEmpty());
            assertThat(log.with(project)).hasSize(2).noneMatch(line -> line.contains("\"GET\""));
        }
    }

    /** Anybody can do that, without a name: it must not fill the log. */
    @Test
    default void whoIsRefusedAndGoesAwayIsALineAndNoFault() throws IOException {
        String project = project();
        List<HttpSocket> clients = new ArrayList<>(); // all at once: the server rests when the first of them goes
        try (AuditLines log = new AuditLines(); LoggedFaults faults = new LoggedFaults()) {
            for (int client = 0; client < 10; client++) {
                HttpSocket socket = new HttpSocket(site().port());
                clients.add(socket);
                socket.head("PUT", "/components/" + project, "Content-Length: 1000000").raw(new byte[1000]);
                assertThat(socket.answer().status()).isEqualTo(401);
            }
            for (HttpSocket socket : clients) {
                socket.reset();
            }
            await().atMost(AT_ONCE).untilAsserted(() -> assertThat(log.with(project)).hasSize(10));
            assertThat(faults.lines()).isEmpty();
        }
    }
}
