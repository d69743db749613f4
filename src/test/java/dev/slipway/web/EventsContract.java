package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.model.DeploymentId;
import dev.slipway.problem.Problem;
import dev.slipway.web.EventSocket.Event;
import dev.slipway.web.HttpSocket.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Followers of deployments: what was, what comes, and the end. */
interface EventsContract extends SiteFixture {
    Duration IN_TIME = Duration.ofSeconds(10);
    int HALF = 300_000;

    private static byte[] largeTar() {
        return Archives.tar(Map.of("large.bin", Archives.noise(9, 2 * HALF)));
    }

    private EventSocket upload(int port, String project, String id, String... fields) throws IOException {
        return new EventSocket(port).head("PUT", "/components/" + project, "deployer", Requests.with(fields,
                "Slipway-Deployment-Id: " + id, Requests.CHUNKED));
    }

    private static String newId() {
        return DeploymentId.next().value();
    }

    private String deployed(String project) throws IOException {
        return String.valueOf(deployer().put(project, Archives.tar("a", "a")).object().get("deployment_id"));
    }

    @Test
    default void theEventsOfADeploymentThatHasEndedAreReplayedAndTheStreamEnds() throws IOException {
        String id = deployed(project());
        try (EventSocket follower = EventSocket.follow(site().port(), id)) {
            assertThat(follower.status()).isEqualTo(200);
            assertThat(follower.header("content-type")).startsWith("text/event-stream");
            assertThat(follower.header("cache-control")).isEqualTo("no-cache");
            assertThat(follower.header("x-accel-buffering")).isEqualTo("no");
            assertThat(follower.next()).isEqualTo(new Event("", "", "stream open"));
            List<Event> events = follower.rest();
            assertThat(events.get(0).name()).isEqualTo("phase");
            Event last = events.get(events.size() - 1);
            assertThat(last.name()).isEqualTo("done");
            assertThat((Map<?, ?>) last.object().get("result")).extracting("deployment_id").isEqualTo(id);
            assertThat(events.stream().filter(Event::terminal)).hasSize(1);
            assertThat(events.stream().map(Event::id).filter(text -> !text.isEmpty()).map(Long::parseLong).toList())
                    .isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    default void aFollowerWhoReturnsGetsWhatItMissedAtEveryEventAndThen204() throws IOException {
        String id = deployed(project());
        List<Event> all;
        try (EventSocket follower = EventSocket.follow(site().port(), id)) {
            all = follower.rest();
        }
        List<Event> numbered = all.stream().filter(event -> !event.id().isEmpty()).toList();
        assertThat(numbered).hasSizeGreaterThan(4);
        for (int had = 0; had < numbered.size() - 1; had++) {
            try (EventSocket follower = EventSocket.follow(site().port(), id,
                    "Last-Event-ID: " + numbered.get(had).id())) {
                assertThat(follower.rest().stream().filter(event -> !event.id().isEmpty()).toList())
                        .isEqualTo(numbered.subList(had + 1, numbered.size()));
            }
        }
        Answer nothing = deployer().ask("GET", "/deployments/" + id, "Accept: text/event-stream",
                "Last-Event-ID: " + numbered.get(numbered.size() - 1).id());
        assertThat(nothing.status()).isEqualTo(204);
        assertThat(nothing.body()).isEmpty();
    }

    @Test
    default void manyFollowOneDeploymentWhileItRunsAndOneOfThemNeverReads() throws Exception {
        String project = project();
        String id = newId();
        byte[] tar = largeTar();
        List<EventSocket> followers = new ArrayList<>();
        try (EventSocket upload = upload(site().port(), project, id)) {
            upload.chunk(tar, 0, HALF);
            await().atMost(IN_TIME).until(() -> deployer().ask("GET", "/deployments/" + id).status() == 200);
            EventSocket deaf = EventSocket.follow(site().port(), id);
            for (int i = 0; i < 50; i++) {
                followers.add(EventSocket.follow(site().port(), id));
            }
            for (EventSocket follower : followers) {
                assertThat(follower.next()).isEqualTo(new Event("", "", "stream open"));
            }
            upload.chunk(tar, HALF, tar.length).lastChunk();
            assertThat(upload.status()).isEqualTo(201);
            for (EventSocket follower : followers) {
                List<Event> events = follower.rest();
                assertThat(events.get(events.size() - 1).name()).isEqualTo("done");
                assertThat(events.stream().filter(Event::terminal)).hasSize(1);
                follower.close();
            }
            deaf.close();
        }
    }

    @Test
    default void whoHasNoNewsHearsThatTheStreamIsAlive() throws Exception {
        TestHome home = newHome();
        String id = newId();
        try (TestSite site = startOther(home, Map.of("slipway.event-heartbeat", "200ms"));
                EventSocket upload = upload(site.port(), project(), id)) {
            upload.chunk(largeTar(), 0, 100);
            await().atMost(IN_TIME).until(
                    () -> new Requests(site.port(), "viewer").ask("GET", "/deployments/" + id).status() == 200);
            try (EventSocket follower = EventSocket.follow(site.port(), id)) {
                int heartbeats = 0;
                for (Event event = follower.next(); heartbeats < 3; event = follower.next()) {
                    heartbeats += event.data().equals("heartbeat") ? 1 : 0;
                }
            }
            upload.reset();
        }
    }

    @Test
    default void moreFollowersThanAllowedAreTurnedAwayAndLetInAgain() throws Exception {
        TestHome home = newHome();
        String id = newId();
        try (TestSite site = startOther(home, Map.of("slipway.max-followers", "1", "slipway.event-heartbeat", "100ms"));
                EventSocket upload = upload(site.port(), project(), id)) {
            Requests viewer = new Requests(site.port(), "viewer");
            upload.chunk(largeTar(), 0, 100);
            await().atMost(IN_TIME).until(() -> viewer.ask("GET", "/deployments/" + id).status() == 200);
            EventSocket first = EventSocket.follow(site.port(), id);
            assertThat(first.status()).isEqualTo(200);
            refusedResource(viewer.ask("GET", "/deployments/" + id, "Accept: text/event-stream"), Problem.SERVER_BUSY);
            first.reset();
            await().atMost(IN_TIME).until(() -> {
                try (EventSocket second = EventSocket.follow(site.port(), id)) {
                    return second.status() == 200;
                }
            });
            upload.reset();
        }
    }

    @Test
    default void aServerThatStopsEndsItsFollowers() throws Exception {
        TestHome home = newHome();
        String id = newId();
        TestSite site = startOther(home, Map.of("slipway.shutdown-timeout", "1s"));
        try (EventSocket upload = upload(site.port(), project(), id)) {
            upload.chunk(largeTar(), 0, 100);
            await().atMost(IN_TIME).until(
                    () -> new Requests(site.port(), "viewer").ask("GET", "/deployments/" + id).status() == 200);
            EventSocket follower = EventSocket.follow(site.port(), id);
            assertThat(follower.next()).isNotNull();
            site.close();
            assertThat(follower.rest().stream().filter(Event::terminal))
                    .as("none but that of the deployment, which the stop ended")
                    .allMatch(event -> event.data().contains("shutting-down"));
        }
    }

    @ParameterizedTest
    @CsvSource({"PUT", "POST"})
    default void anUploadHearsItsOwnEventsWhileItIsSent(String method) throws IOException {
        String project = project();
        byte[] tar = largeTar();
        byte[] body = method.equals("PUT") ? tar : Requests.multipart(
                Requests.deploy(project), dev.slipway.codec.Format.JSON, tar, null);
        try (EventSocket upload = new EventSocket(site().port()).head(method,
                method.equals("PUT") ? "/components/" + project : "/", "deployer", "Accept: text/event-stream",
                method.equals("PUT") ? "Content-Type: application/x-tar" : Requests.MULTIPART, Requests.CHUNKED)) {
            upload.chunk(body, 0, HALF);
            assertThat(upload.status()).isEqualTo(200);
            assertThat(upload.next().data()).isEqualTo("stream open");
            Event event = upload.next();
            while (!event.data().contains("extracting")) {
                event = upload.next();
            }
            upload.chunk(body, HALF, body.length).lastChunk();
            List<Event> events = upload.rest();
            Event last = events.get(events.size() - 1);
            assertThat(last.name()).as(last.toString()).isEqualTo("done");
            assertThat((Map<?, ?>) last.object().get("result")).extracting("message")
                    .isEqualTo("Successfully deployed: " + project);
            assertThat(events.stream().filter(Event::terminal)).hasSize(1);
        }
        assertThat(home().live(project).resolve("large.bin")).hasBinaryContent(Archives.noise(9, 2 * HALF));
    }

    @Test
    default void whatIsRefusedBeforeTheClaimIsAnOrdinaryErrorAndLaterAnEvent() throws IOException {
        String project = project();
        String id = newId();
        byte[] tar = largeTar();
        try (EventSocket first = upload(site().port(), project, id, "Accept: text/event-stream")) {
            first.chunk(tar, 0, HALF);
            assertThat(first.status()).isEqualTo(200);
            refusedResource(deployer().put(project, Archives.tar("a", "a"), "Accept: text/event-stream"),
                    Problem.PROJECT_BUSY);
            first.chunk(Archives.noise(3, 5000), 0, 5000).lastChunk();
            List<Event> events = first.rest();
            Event last = events.get(events.size() - 1);
            assertThat(last.name()).isEqualTo("error");
            assertThat(last.object()).containsEntry("deployment_id", id)
                    .containsKeys("message", "code", "phase");
        }
        home().assertNothingOf(project);
    }

    /** Whether it hears events or waits for its answer, a few bytes in or many. */
    @ParameterizedTest
    @CsvSource({"true, 100", "true, 300000", "false, 100", "false, 300000"})
    default void anUploadThatIsCancelledIsToldSo(boolean events, int sent) throws IOException {
        String project = project();
        String id = newId();
        try (EventSocket upload = upload(site().port(), project, id,
                "Accept: " + (events ? "text/event-stream" : "application/json"))) {
            upload.chunk(largeTar(), 0, sent);
            await().atMost(IN_TIME).until(() -> deployer().ask("GET", "/deployments/" + id).status() == 200);
            Answer cancelled = deployer().ask("DELETE", "/deployments/" + id);
            assertThat(cancelled.status()).as(cancelled.toString()).isEqualTo(200);
            assertThat(upload.status()).isEqualTo(events ? 200 : 409);
            if (events) {
                Event last = upload.next();
                while (!last.terminal()) {
                    last = upload.next();
                }
                assertThat(last.object()).containsEntry("code", "cancelled");
            }
        }
        await().atMost(IN_TIME).untilAsserted(() -> assertThat(
                deployer().ask("GET", "/deployments/" + id).object()).containsEntry("status", "cancelled"));
        home().assertNothingOf(project);
    }

    @Test
    default void anUploadWhoseClientDoesNotWaitIsAnsweredAfterItsLastByte() throws IOException {
        String project = project();
        Answer answer = deployer().put(project, Archives.tar("a", "a"), "Prefer: respond-async");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
        assertThat(answer.header("preference-applied")).isEqualTo("respond-async");
        String id = String.valueOf(answer.object().get("deployment_id"));
        assertThat(answer.header("location")).endsWith("/deployments/" + id);
        try (EventSocket follower = EventSocket.follow(site().port(), id)) {
            List<Event> events = follower.rest();
            assertThat(events.get(events.size() - 1).name()).isEqualTo("done");
        }
        assertThat(home().live(project).resolve("a")).hasContent("a");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"text/event-stream | true", "TEXT/Event-Stream, application/json | true",
        "text/event-stream;q=0 | false", "application/json, text/event-stream;q=0.1 | false", "text/* | false"})
    default void eventsAreToldWhereTheyAreWantedNoLessThanAnObject(String accept, boolean events) throws IOException {
        Answer answer = deployer().ask("GET", "/deployments/" + deployed(project()), "Accept: " + accept);
        assertThat(answer.header("content-type")).startsWith(events ? "text/event-stream" : "application/json");
    }
}
