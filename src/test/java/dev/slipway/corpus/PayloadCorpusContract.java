package dev.slipway.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The corpus of archives, and that of multipart bodies, sent to a running server: the tree or a refusal as the verdict says,
 * never a failure of the server, nothing left, nothing touched elsewhere. A selection, all with
 * {@code -Dslipway.test.exhaustive=true}, a third of them with {@code -Dslipway.test.long=true}.
 */
public interface PayloadCorpusContract {
    /** Of the stored cases each so many-th is in the selection. */
    int EACH = 15;
    int EACH_OF_MORE = 5;

    /** The running server. */
    CorpusTarget corpusTarget() throws Exception;

    private static <T> Stream<T> selected(List<T> cases) {
        int each = Boolean.getBoolean("slipway.test.exhaustive") ? 1 : Boolean.getBoolean("slipway.test.long") ? EACH_OF_MORE : EACH;
        return Stream.iterate(0, i -> i < cases.size(), i -> i + each).map(cases::get);
    }

    static Stream<ArchiveCase> archives() {
        return selected(ArchiveCase.all().toList());
    }

    static Stream<MultipartCase> bodies() {
        return selected(MultipartCase.all().toList());
    }

    static Stream<ApplicationCase> operations() {
        return ApplicationCase.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.slipway.corpus.PayloadCorpusContract#archives")
    default void theArchiveBecomesItsTreeOrNothing(ArchiveCase sent) throws Exception {
        CorpusTarget target = corpusTarget();
        Canary canary = Canary.put();
        RawAnswer answer = put(target, sent.project(), sent.bytes());
        String seen = String.valueOf(answer.status());
        boolean held = sent.accepted() ? answer.status() == 201 : sent.statuses().contains(answer.status());
        CorpusRows.note(target, "archive", sent.id(), held, seen);
        assertThat(held).as(answer.toString()).isTrue();
        if (sent.accepted()) {
            target.assertQuiet();
            assertThat(ReleasedTree.of(target.live(sent.project()))).isEqualTo(sent.tree());
        } else {
            target.assertNothingLeftOf(sent.project());
        }
        assertNothingOfTheInside(target, answer);
        canary.assertUntouched();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.slipway.corpus.PayloadCorpusContract#bodies")
    default void theBodyDeploysOrIsRefused(MultipartCase sent) throws Exception {
        CorpusTarget target = corpusTarget();
        judge(target, sent.id(), sent.project(), sent.accepted(), post(target, sent.contentType(), sent.body()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.slipway.corpus.PayloadCorpusContract#operations")
    default void theOperationIsTakenOrRefused(ApplicationCase sent) throws Exception {
        CorpusTarget target = corpusTarget();
        judge(target, sent.id(), sent.project(), sent.accepted(),
                post(target, "multipart/form-data; boundary=" + CorpusBody.BOUNDARY, sent.body()));
    }

    private static void judge(CorpusTarget target, String id, String project, boolean accepted, List<RawAnswer> answers) {
        String seen = answers.isEmpty() ? "closed" : String.valueOf(answers.get(0).status());
        boolean held = answers.size() <= 1 && (accepted ? seen.equals("200") : seen.matches("closed|4.."));
        CorpusRows.note(target, "multipart", id, held, seen);
        assertThat(held).as(accepted + " " + answers).isTrue();
        if (accepted) {
            target.assertQuiet();
            assertThat(target.live(project).resolve(CorpusBody.FILE)).hasContent(CorpusBody.TEXT);
        } else {
            target.assertNothingLeftOf(project);
        }
        answers.forEach(answer -> assertNothingOfTheInside(target, answer));
    }

    private static void assertNothingOfTheInside(CorpusTarget target, RawAnswer answer) {
        assertThat(answer.toString()).doesNotContain("Exception", "\tat ", "java.", "org.apache", "dev.slipway",
                target.home().toString());
    }

    private static RawAnswer put(CorpusTarget target, String project, byte[] archive) throws IOException {
        List<RawAnswer> answers = send(target, "PUT /components/" + project, "application/x-tar", archive);
        assertThat(answers).as("answers").hasSize(1);
        return answers.get(0);
    }

    private static List<RawAnswer> post(CorpusTarget target, String contentType, byte[] body) throws IOException {
        return send(target, "POST /", contentType, body);
    }

    private static List<RawAnswer> send(CorpusTarget target, String what, String contentType, byte[] body)
            throws IOException {
        byte[] head = CorpusBody.ascii(what + " HTTP/1.1\r\nHost: 127.0.0.1:" + target.port() + "\r\nAuthorization: "
                + target.authorization() + "\r\n" + (contentType.isEmpty() ? "" : "Content-Type: " + contentType + "\r\n")
                + "Content-Length: " + body.length + "\r\nConnection: close\r\n\r\n");
        byte[] all = new byte[head.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        try (RawConnection connection = new RawConnection(target.port())) {
            return connection.sendAndRead(all, 1);
        }
    }
}
