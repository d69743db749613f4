package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.model.DeploymentId;
import dev.slipway.problem.Problem;
import dev.slipway.web.EventSocket.Event;
import dev.slipway.web.HttpSocket.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Requests that come again under their key, and those that wait for one another. */
interface RepeatContract extends SiteFixture {
    Duration IN_A_WHILE = Duration.ofSeconds(20);

    private static String key(String project) {
        return "Idempotency-Key: key-of-" + project;
    }

    private String id(String project, byte[] tar, String... fields) throws IOException {
        Answer answer = deployer().put(project, tar, fields);
        assertThat(answer.status()).as(answer.toString()).isBetween(201, 202);
        return String.valueOf(answer.object().get("deployment_id"));
    }

    private HttpSocket begun(String project, byte[] tar, int sent, String... fields) throws IOException {
        return new HttpSocket(site().port()).head("PUT", "/components/" + project, Requests.with(fields,
                HttpSocket.basic("deployer"), Requests.CHUNKED)).chunk(tar, 0, sent);
    }

    @Test
    default void aRepeatIsAnsweredAsTheFirstWithoutWaitingForItsBody() throws IOException {
        String project = project();
        byte[] tar = Archives.tar(Map.of("a", Archives.noise(1, 300_000)));
        Answer first = deployer().put(project, tar, key(project));
        try (HttpSocket again = begun(project, tar, 100, key(project))) {
            Answer second = again.answer();
            assertThat(second.status()).isEqualTo(201);
            assertThat(second.object()).isEqualTo(first.object());
        }
        assertThat(home().names("releases/" + project, "*")).hasSize(1);
    }

    @Test
    default void aRepeatWhileTheFirstRunsIsToldItsId() throws IOException {
        String project = project();
        String id = DeploymentId.next().value();
        byte[] tar = Archives.tar(Map.of("a", Archives.noise(1, 300_000)));
        try (HttpSocket first = begun(project, tar, 1000, key(project), "Slipway-Deployment-Id: " + id)) {
            await().atMost(IN_A_WHILE).until(() -> deployer().ask("GET", "/deployments/" + id).status() == 200);
            Answer second = deployer().put(project, tar, key(project));
            assertThat(refusedResource(second, Problem.PROJECT_BUSY)).containsEntry("deployment_id", id);
            assertThat(first.chunk(tar, 1000, tar.length - 1000).lastChunk().answer().status()).isEqualTo(201);
        }
        assertThat(deployer().put(project, tar, key(project)).object()).containsEntry("deployment_id", id);
    }

    @Test
    default void aKeyOfAnotherProjectOrDigestIsRefused() throws IOException {
        String project = project();
        byte[] tar = Archives.tar("a", "a");
        String digest = "Repr-Digest: " + Archives.digest(tar).field();
        String id = id(project, tar, key(project), digest);
        refusedResource(deployer().put(project(), tar, key(project), digest), Problem.RETRY_KEY_REUSED);
        byte[] other = Archives.tar("a", "b");
        refusedResource(deployer().put(project, other, key(project),
                "Repr-Digest: " + Archives.digest(other).field()), Problem.RETRY_KEY_REUSED);
        assertThat(id(project, tar, key(project), digest)).isEqualTo(id);
        assertThat(deployer().as("admin").put(project, other, key(project)).object().get("deployment_id"))
                .as("another user's key").isNotEqualTo(id);
    }

    @Test
    default void aKeyThatComesAgainWithAnotherWishIsRefused() throws IOException {
        String project = project();
        String path = "/components/" + project;
        byte[] tar = Archives.tar("a", "a");
        Answer staged = deployer().send("PUT", path + "?activate=false", tar, key(project));
        assertThat(staged.status()).as(staged.toString()).isEqualTo(201);
        Map<String, Object> refusal =
                refusedResource(deployer().send("PUT", path, tar, key(project)), Problem.RETRY_KEY_REUSED);
        assertThat(refusal.get("detail")).asString().contains("keep an archive as a release");
        refusedResource(deployer().ask("POST", path + "/rollback", key(project)), Problem.RETRY_KEY_REUSED);
        Map<String, Object> activation = Map.of("operation", "deploy_component", "project", project, "deployment_id",
                String.valueOf(staged.object().get("deployment_id")));
        refusedOperation(deployer().operation("/", activation, key(project)), Problem.RETRY_KEY_REUSED);
        assertThat(deployer().send("PUT", path + "?activate=false", tar, key(project)).object())
                .isEqualTo(staged.object());
        assertThat(home().live(project)).doesNotExist();
    }

    @Test
    default void aRepeatThatAsksForEventsHearsThoseOfTheFirst() throws IOException {
        String project = project();
        byte[] tar = Archives.tar("a", "a");
        String id = id(project, tar, key(project));
        try (EventSocket again = new EventSocket(site().port()).head("PUT", "/components/" + project, "deployer",
                key(project), "Accept: text/event-stream", Requests.CHUNKED)) {
            again.chunk(tar, 0, 100);
            assertThat(again.status()).isEqualTo(200);
            assertThat(again.header("content-type")).startsWith("text/event-stream");
            Event event = again.next();
            while (event != null && !event.terminal()) {
                event = again.next();
            }
            assertThat(event).isNotNull();
            assertThat((Map<?, ?>) event.object().get("result")).extracting("deployment_id").isEqualTo(id);
            again.chunk(tar, 100, tar.length).lastChunk();
        }
    }

    @Test
    default void thoseThatQueueBecomeLiveInTheOrderInWhichTheyCame() throws IOException {
        String project = project();
        byte[] tar = Archives.tar(Map.of("a", Archives.noise(1, 300_000)));
        String first = DeploymentId.next().value();
        String query = "/components/" + project + "?queue=true";
        try (HttpSocket running = begun(project, tar, 1000, "Slipway-Deployment-Id: " + first)) {
            await().atMost(IN_A_WHILE).until(() -> deployer().ask("GET", "/deployments/" + first).status() == 200);
            List<String> ids = List.of(queued(query, "two"), queued(query, "three"), queued(query, "four"));
            assertThat(home().live(project)).doesNotExist();
            assertThat(running.chunk(tar, 1000, tar.length - 1000).lastChunk().answer().status()).isEqualTo(201);
            String before = first;
            for (String id : ids) {
                Map<String, Object> record = await().atMost(IN_A_WHILE).until(
                        () -> deployer().ask("GET", "/deployments/" + id).object(),
                        shown -> "success".equals(shown.get("status")));
                assertThat(record).containsEntry("previous", before);
                before = id;
            }
        }
        assertThat(home().live(project).resolve("a")).hasContent("four");
    }

    private String queued(String path, String content) throws IOException {
        Answer answer = deployer().send("PUT", path, Archives.tar("a", content), "Prefer: respond-async");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
        String id = String.valueOf(answer.object().get("deployment_id"));
        await().atMost(IN_A_WHILE).until(() -> "queued".equals(
                deployer().ask("GET", "/deployments/" + id).object().get("status")));
        return id;
    }
}
