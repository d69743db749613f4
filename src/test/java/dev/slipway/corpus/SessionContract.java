package dev.slipway.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.codec.ObjectReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every client of the corpus that is slow or goes away. When it went in mid-upload: a failed record, nothing left within
 * five seconds, the project free again. When it went after the last byte: a definite outcome.
 */
public interface SessionContract {
    Duration IN_TIME = Duration.ofSeconds(5);
    int LARGE = 300_000;

    /** The running server. */
    CorpusTarget corpusTarget() throws Exception;

    static Stream<SessionCase> cuts() {
        return SessionCase.all().filter(row -> row.id().matches("se-01[01]-.*"));
    }

    private static String id(String project) {
        return UUID.nameUUIDFromBytes(project.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static String fields(String project) {
        return "Slipway-Deployment-Id: " + id(project) + "\r\nIdempotency-Key: " + project + "\r\n";
    }

    private static Map<String, Object> object(RawAnswer answer) {
        return ObjectReader.read(answer.body().getBytes(StandardCharsets.ISO_8859_1));
    }

    private static RawAnswer get(CorpusTarget target, String path) throws IOException {
        try (RawConnection connection = new RawConnection(target.port())) {
            connection.send(CorpusBody.ascii("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + target.port()
                    + "\r\nConnection: close\r\nAuthorization: " + target.authorization() + "\r\n\r\n"));
            return connection.read(1).get(0);
        }
    }

    private static Map<String, Object> record(CorpusTarget target, String project) throws IOException {
        RawAnswer answer = get(target, "/deployments/" + id(project));
        return answer.status() == 200 ? object(answer) : Map.of("status", "unknown");
    }

    private static RawAnswer deploy(CorpusTarget target, byte[] body, String fields) throws IOException {
        SessionCase whole = SessionCase.named("se-012");
        try (SessionPlay play = new SessionPlay(target, body, fields).play(whole)) {
            assertThat(play.answers()).hasSize(1);
            return play.answers().get(0);
        }
    }

    private static void noted(CorpusTarget target, SessionCase session, boolean held, String seen) {
        CorpusRows.note(target, "session", session.id(), held, seen);
        assertThat(held).as(session.expect() + ": " + seen).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.slipway.corpus.SessionContract#cuts")
    default void whoGoesAwayInMidUploadLeavesAFailedRecordAndNothingElse(SessionCase session) throws Exception {
        CorpusTarget target = corpusTarget();
        String project = session.project();
        boolean begun = !session.id().endsWith("-00");
        try (SessionPlay play = new SessionPlay(target, CorpusBody.large(project, LARGE), fields(project))) {
            play.leavingAfter(() -> {
                if (begun) {
                    await().atMost(IN_TIME).until(() -> !"unknown".equals(record(target, project).get("status")));
                }
            }).play(session);
        }
        if (begun) {
            await().atMost(IN_TIME).untilAsserted(() -> assertThat(record(target, project))
                    .containsEntry("status", "failed").extractingByKey("error").isNotNull());
        }
        target.assertNothingLeftOf(project);
        RawAnswer next = deploy(target, CorpusBody.small(project), "");
        noted(target, session, next.status() == 200, (begun ? "failed record, " : "no record, ")
                + "nothing left, next deploy " + next.status());
        assertThat(target.live(project).resolve(CorpusBody.FILE)).hasContent(CorpusBody.TEXT);
    }

    @Test
    default void whoEndsItsHalfOfTheConnectionInMidUploadIsNotToldThatAllIsWell() throws Exception {
        CorpusTarget target = corpusTarget();
        String project = "corpus-half-closed-early";
        byte[] body = CorpusBody.large(project, LARGE);
        byte[] head = CorpusBody.ascii("POST / HTTP/1.1\r\nHost: 127.0.0.1:" + target.port() + "\r\nAuthorization: "
                + target.authorization() + "\r\nContent-Type: multipart/form-data; boundary=BND\r\nContent-Length: "
                + body.length + "\r\n\r\n");
        try (RawConnection connection = new RawConnection(target.port())) {
            connection.send(head);
            connection.send(body, 0, body.length / 2);
            connection.halfClose();
            List<RawAnswer> answers = connection.read(1);
            assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).as(answer.toString()).isBetween(400, 499));
        }
        target.assertNothingLeftOf(project);
    }

    @Test
    default void whoEndsItsHalfOfTheConnectionAfterTheBodyIsAnsweredAsUsual() throws Exception {
        CorpusTarget target = corpusTarget();
        SessionCase session = SessionCase.named("se-012");
        RawAnswer answer = deploy(target, CorpusBody.large(session.project(), LARGE), "");
        noted(target, session, answer.status() == 200, String.valueOf(answer.status()));
    }

    @Test
    default void whoNeverReadsTheAnswerHasDeployedAllTheSame() throws Exception {
        CorpusTarget target = corpusTarget();
        SessionCase session = SessionCase.named("se-013");
        String project = session.project();
        try (SessionPlay play = new SessionPlay(target, CorpusBody.large(project, LARGE), fields(project)).play(session)) {
            await().atMost(IN_TIME).until(() -> "success".equals(record(target, project).get("status")));
            target.assertQuiet();
            noted(target, session, !play.ended(), "success while the answer lies unread");
        }
    }

    @Test
    default void whoMayNotIsToldWhileItStillSends() throws Exception {
        CorpusTarget target = corpusTarget();
        SessionCase session = SessionCase.named("se-014");
        try (SessionPlay play = new SessionPlay(target, CorpusBody.large(session.project(), LARGE), "").play(session)) {
            noted(target, session, play.answers().size() == 1 && play.answers().get(0).status() == 401,
                    play.answers().toString().substring(0, 4));
            assertThat(play.answers().get(0).closes()).isTrue();
        }
        target.assertNothingLeftOf(session.project());
    }

    @Test
    default void whoGoesAwayAfterTheLastByteHasADefiniteOutcomeThatItsKeyFindsAgain() throws Exception {
        CorpusTarget target = corpusTarget();
        SessionCase session = SessionCase.named("se-015");
        String project = session.project();
        byte[] body = CorpusBody.large(project, LARGE);
        try (SessionPlay play = new SessionPlay(target, body, fields(project))) {
            play.play(session);
        }
        await().atMost(IN_TIME).until(() -> List.of("success", "failed").contains(record(target, project).get("status")));
        boolean live = "success".equals(record(target, project).get("status"));
        target.assertQuiet();
        assertThat(Files.exists(target.live(project))).isEqualTo(live);

        RawAnswer again = deploy(target, body, live ? "Idempotency-Key: " + project + "\r\n" : fields(project));
        boolean same = again.status() == 200 && id(project).equals(object(again).get("deployment_id"));
        noted(target, session, same, (live ? "live" : "absent") + ", its key again: " + again.status());
        try (Stream<Path> releases = Files.list(target.home().resolve("releases").resolve(project))) {
            assertThat(releases).hasSize(1);
        }
    }

    @Test
    default void twoRequestsInARowAreAnsweredInOrder() throws Exception {
        CorpusTarget target = corpusTarget();
        SessionCase session = SessionCase.named("se-016");
        try (SessionPlay play = new SessionPlay(target, CorpusBody.small(session.project()), "").play(session)) {
            List<Integer> statuses = play.answers().stream().map(RawAnswer::status).toList();
            noted(target, session, statuses.equals(List.of(200, 200)), statuses.toString());
            assertThat(object(play.answers().get(1))).containsEntry("previous", object(play.answers().get(0)).get("deployment_id"));
        }
    }

    @Test
    default void aSlowClientThatIsFastEnoughSucceeds() throws Exception {
        CorpusTarget target = corpusTarget();
        SessionCase session = SessionCase.named("se-003");
        try (SessionPlay play = new SessionPlay(target, CorpusBody.large(session.project(), 100_000), "").play(session)) {
            List<Integer> statuses = play.answers().stream().map(RawAnswer::status).toList();
            noted(target, session, statuses.equals(List.of(200)), "64 KiB/s: " + statuses);
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "slipway.test.long", matches = "true")
    default void whoDripsItsBodyIsCut() throws Exception {
        CorpusTarget target = corpusTarget();
        SessionCase session = SessionCase.named("se-002");
        try (SessionPlay play = new SessionPlay(target, CorpusBody.small(session.project()), fields(session.project()))
                .play(session)) {
            List<Integer> statuses = play.answers().stream().map(RawAnswer::status).toList();
            noted(target, session, statuses.isEmpty() ? play.ended() : statuses.equals(List.of(408)),
                    statuses.isEmpty() ? "closed" : statuses.toString());
        }
        target.assertNothingLeftOf(session.project());
    }

    @Test
    @EnabledIfSystemProperty(named = "slipway.test.long", matches = "true")
    default void whoDripsItsHeadIsCutWhereTheServerCanDoThat() throws Exception {
        CorpusTarget target = corpusTarget();
        SessionCase session = SessionCase.named("se-001");
        try (SessionPlay play = new SessionPlay(target, CorpusBody.small(session.project()), "").play(session)) {
            boolean held = play.ended();
            CorpusRows.note(target, "session", session.id(), held, held ? "closed" : "kept for 50 s");
            assertThat(held).as("cut").isNotEqualTo(Lenient.of(target, session.id()).isPresent());
            assertThat(get(target, "/health").status()).as("others").isEqualTo(200);
        }
    }
}
