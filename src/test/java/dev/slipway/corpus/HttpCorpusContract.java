package dev.slipway.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.codec.ObjectReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every raw request of the corpus: the listed status or, where it is to be refused, a closed connection; no second answer;
 * nothing of the server's inside; nothing left. What is let through has become live.
 */
public interface HttpCorpusContract {
    /** What no answer may have in it. */
    List<String> INSIDE = List.of("Exception", "\tat ", "java.", "org.apache", "io.undertow", "dev.slipway", "Apache Tomcat/",
            "<script>", "alert(1)");

    /** The running server. */
    CorpusTarget corpusTarget() throws Exception;

    static Stream<HttpCase> httpCases() {
        return HttpCase.all().filter(asked -> !asked.waitsToBeTold());
    }

    private static HttpCase waiting() {
        return HttpCase.all().filter(HttpCase::waitsToBeTold).findFirst().orElseThrow();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.slipway.corpus.HttpCorpusContract#httpCases")
    default void theRequestEndsAsTheCorpusSays(HttpCase asked) throws Exception {
        CorpusTarget target = corpusTarget();
        List<RawAnswer> answers;
        try (RawConnection connection = new RawConnection(target.port())) {
            answers = connection.sendAndRead(asked.bytes(target), asked.responses());
        }
        String seen = answers.isEmpty() ? "closed" : answers.stream().map(answer -> String.valueOf(answer.status()))
                .collect(Collectors.joining(", "));
        boolean held = isAsTheVerdictSays(asked, answers);
        CorpusRows.note(target, "http", asked.id(), held, seen);

        Optional<Lenient> lenient = Lenient.of(target, asked.id());
        if (lenient.isPresent()) {
            assertThat(held).as("no longer lenient: " + asked.id()).isFalse();
            assertThat(answers).as(answers.toString()).extracting(RawAnswer::status)
                    .isEqualTo(lenient.get().statuses());
        } else {
            assertThat(held).as(asked.reason() + ": " + answers).isTrue();
        }
        assertNothingOfTheInside(target, answers);
        assertLeft(target, asked, answers);
    }

    /** A closed connection is a refusal; where the verdict leaves it open, any refusal is one. */
    private static boolean isAsTheVerdictSays(HttpCase asked, List<RawAnswer> answers) {
        if (answers.isEmpty()) {
            return true;
        }
        int status = answers.get(0).status();
        boolean right = asked.statuses().contains(status) || !asked.mustReject() && status >= 400 && status < 500;
        return right && answers.size() <= asked.responses();
    }

    private static void assertNothingOfTheInside(CorpusTarget target, List<RawAnswer> answers) {
        for (RawAnswer answer : answers) {
            assertThat(answer.toString()).doesNotContain(INSIDE).doesNotContain(target.home().toString());
            assertThat(answer.field("access-control-allow-origin")).isEmpty();
        }
    }

    private static void assertLeft(CorpusTarget target, HttpCase asked, List<RawAnswer> answers) {
        boolean deployed = answers.stream().anyMatch(answer -> answer.status() == 200 && answer.body().contains("Successfully"));
        if (deployed) {
            target.assertQuiet();
            assertThat(target.live(asked.project()).resolve(CorpusBody.FILE)).hasContent(CorpusBody.TEXT);
        } else {
            target.assertNothingLeftOf(asked.project());
        }
    }

    /** Otherwise a refusal of a case would prove nothing. */
    @Test
    default void theSameBodyDeploysWhereTheRequestIsInOrder() throws Exception {
        CorpusTarget target = corpusTarget();
        byte[] body = CorpusBody.small("corpus-in-order");
        for (String framing : new String[] {"Content-Length: " + body.length, "Transfer-Encoding: chunked"}) {
            byte[] head = CorpusBody.ascii("POST /operations HTTP/1.1\r\nHost: 127.0.0.1:" + target.port()
                    + "\r\nAuthorization: " + target.authorization()
                    + "\r\nContent-Type: multipart/form-data; boundary=BND\r\n" + framing + "\r\n\r\n");
            try (RawConnection connection = new RawConnection(target.port())) {
                connection.send(head);
                boolean chunked = framing.startsWith("T");
                connection.send(CorpusBody.ascii(chunked ? Integer.toHexString(body.length) + "\r\n" : ""));
                connection.send(body);
                connection.send(CorpusBody.ascii(chunked ? "\r\n0\r\n\r\n" : ""));
                List<RawAnswer> answers = connection.read(1);
                assertThat(answers).as(answers.toString()).extracting(RawAnswer::status).containsExactly(200);
            }
        }
    }

    /** The last four words of the case {@code ht-053}: a code, a request id, and no guessing of the type. */
    @Test
    default void aRefusalHasACodeAndARequestId() throws IOException, Exception {
        CorpusTarget target = corpusTarget();
        HttpCase asked = HttpCase.all().filter(row -> row.id().startsWith("ht-053")).findFirst().orElseThrow();
        try (RawConnection connection = new RawConnection(target.port())) {
            RawAnswer answer = connection.sendAndRead(asked.bytes(target), 1).get(0);
            assertThat(ObjectReader.read(answer.body().getBytes(StandardCharsets.UTF_8)))
                    .containsEntry("code", "malformed-body").containsKeys("error", "request_id");
            assertThat(answer.field("x-content-type-options")).isEqualTo("nosniff");
        }
    }

    /** The case {@code ht-022}: it sends no body before it is told to. */
    @Test
    default void whoWaitsToBeToldToGoOnIsToldAndDeploys() throws Exception {
        CorpusTarget target = corpusTarget();
        HttpCase asked = waiting();
        try (RawConnection connection = new RawConnection(target.port())) {
            connection.send(asked.bytes(target));
            int first = connection.firstStatus();
            CorpusRows.note(target, "http", asked.id(), first == 100, String.valueOf(first));
            assertThat(first).isEqualTo(100);
            connection.send(CorpusBody.small(asked.project()));
            List<RawAnswer> answers = connection.read(1);
            assertThat(answers).as(answers.toString()).extracting(RawAnswer::status).containsExactly(200);
            assertThat(target.live(asked.project()).resolve(CorpusBody.FILE)).hasContent(CorpusBody.TEXT);
        }
    }

    /** The note of the case {@code ht-022}: with a bad token the status comes without the body being sent. */
    @Test
    default void whoMayNotIsToldBeforeItsBodyIsSent() throws Exception {
        CorpusTarget target = corpusTarget();
        HttpCase asked = waiting();
        CorpusTarget stranger = new CorpusTarget(target.name(), target.engine(), target.port(), "Basic bm9ib2R5Ong=",
                target.home());
        try (RawConnection connection = new RawConnection(target.port())) {
            connection.send(asked.bytes(stranger));
            List<RawAnswer> answers = connection.read(1);
            assertThat(answers).as(answers.toString()).extracting(RawAnswer::status).containsExactly(401);
        }
    }
}
