package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.container.HttpConnection.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds in every server that Slipway runs in. One subclass per server. */
abstract class DeployContract {
    private static final long GIB = 1L << 30;
    private static final int UPLOADS_AT_ONCE = 20;
    /** More than any buffering on the way; far less than a body. */
    private static final long GROSS_GROWTH_MIB = 300;

    private Surroundings server;

    /** The running server; called before each test. */
    abstract Surroundings surroundings() throws Exception;

    @BeforeEach
    void findServer() throws Exception {
        server = surroundings();
    }

    @Test
    void healthIsPublic() throws IOException {
        try (HttpConnection connection = HttpConnection.open(server.uri())) {
            connection.head("GET", "/health", Map.of());
            assertThat(connection.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void twoPartsOfAGibibyteArriveInASmallHeap() throws IOException {
        SampleTree tree = SampleTree.ofBytes(1, Boolean.getBoolean("slipway.test.large") ? 6 * GIB : GIB);
        assertThat(Upload.put(server.uri(), "admin", "warm-up", index("warm")).status()).isEqualTo(201);
        long idle = server.peakMemoryMiB();
        long began = System.nanoTime();

        Answer answer = Upload.twoParts(server.uri(), "giant", tree::writeTar);

        long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
        long peak = server.peakMemoryMiB();
        System.out.printf("%s: %d MiB in two parts in %d ms; peak memory of the process %d MiB idle, %d MiB after%n",
                server.name(), tree.bytes() >> 20, millis, idle, peak);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("Successfully deployed: giant");
        assertThat(SampleTree.digestOf(server.live("giant"))).isEqualTo(tree.digest());
        assertThat(peak - idle).isLessThan(GROSS_GROWTH_MIB);
    }

    @Test
    void aBodyOfKnownLengthIsTaken() throws IOException {
        SampleTree tree = SampleTree.ofBytes(2, 24L << 20);
        byte[] opening = Upload.opening("known-length");
        Answer answer = sendKnownLength(server.uriForKnownLengths(), opening, tree);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(SampleTree.digestOf(server.live("known-length"))).isEqualTo(tree.digest());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nothingIsLeftOfAClientThatDiesAtHalf(boolean byReset) throws IOException {
        SampleTree tree = SampleTree.ofBytes(3, 32L << 20);
        String project = byReset ? "reset" : "closed";
        try (HttpConnection connection = HttpConnection.open(server.uri())) {
            Map<String, String> headers = Upload.headers();
            headers.put("Transfer-Encoding", "chunked");
            connection.head("POST", "/", headers);
            OutputStream body = connection.chunks();
            body.write(Upload.opening(project));
            writeHalf(tree, body);
            body.flush();
            await().atMost(Duration.ofSeconds(30)).until(() -> !server.staging().isEmpty());
            if (byReset) {
                connection.reset();
            }
        }
        await().atMost(Duration.ofSeconds(5)).until(() -> server.staging().isEmpty());
        assertThat(server.live(project)).doesNotExist();
        await().atMost(Duration.ofSeconds(5))
                .until(() -> Upload.put(server.uri(), "admin", project, index("after")).status() == 201);
        assertThat(server.live(project).resolve("index.html")).hasContent("after");
    }

    @Test
    void aRefusedArchiveIsNamedAndLeavesNothing() throws IOException {
        byte[] archive = SampleTree.textTar(List.of("good.txt", "good", "../evil.txt", "evil"));
        Answer answer = Upload.twoParts(server.uri(), "refused", out -> out.write(archive));
        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        assertThat(answer.body()).contains("../evil.txt").doesNotContain("Exception");
        await().atMost(Duration.ofSeconds(5)).until(() -> server.staging().isEmpty());
        assertThat(server.live("refused")).doesNotExist();
        assertThat(server.releases("refused")).isEmpty();
    }

    @Test
    void aFailedDeployChangesNothingThatIsLive() throws IOException {
        assertThat(Upload.put(server.uri(), "admin", "kept", index("first")).status()).isEqualTo(201);
        byte[] archive = SampleTree.textTar(List.of("index.html", "second", "/absolute", "evil"));
        assertThat(Upload.put(server.uri(), "admin", "kept", archive).status()).isEqualTo(422);
        assertThat(server.live("kept").resolve("index.html")).hasContent("first");
    }

    @Test
    void whoIsNotLoggedInIsToldBeforeTheBodyIsSent() throws IOException {
        Answer answer = answerToHeadOnly(Map.of());
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.body()).startsWith("{\"error\":\"Must login\"");
        assertThat(answer.header("WWW-Authenticate")).hasValueSatisfying(
                value -> assertThat(value).startsWith("Basic"));
    }

    @Test
    void aWrongPasswordIsToldBeforeTheBodyIsSent() throws IOException {
        Answer answer = answerToHeadOnly(Map.of("Authorization", HttpConnection.basic("admin", "wrong")));
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.body()).contains("Login failed");
    }

    @Test
    void manyUploadsAtOnceAllArrive() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(UPLOADS_AT_ONCE);
        try {
            List<Future<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < UPLOADS_AT_ONCE; i++) {
                SampleTree tree = SampleTree.ofBytes(100 + i, 16L << 20);
                String project = "many-" + i;
                answers.add(clients.submit(() -> Upload.twoParts(server.uri(), project, tree::writeTar)));
            }
            for (int i = 0; i < UPLOADS_AT_ONCE; i++) {
                Answer answer = answers.get(i).get();
                assertThat(answer.status()).as(answer.body()).isEqualTo(200);
                assertThat(SampleTree.digestOf(server.live("many-" + i)))
                        .isEqualTo(SampleTree.ofBytes(100 + i, 16L << 20).digest());
            }
        } finally {
            clients.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/slipway/launch/Main.class", "/WEB-INF/web.xml", "/META-INF/MANIFEST.MF",
        "/WEB-INF/lib-cli/", "/WEB-INF/classes/slipway-version.properties"})
    void nothingOfTheWarIsServed(String path) throws IOException {
        assertThat(HttpConnection.get(server.uri(), path).status()).isIn(401, 403, 404, 405);
    }

    static byte[] index(String text) throws IOException {
        return SampleTree.textTar(List.of("index.html", text));
    }

    static Answer sendKnownLength(URI uri, byte[] opening, SampleTree tree) throws IOException {
        CountingOutput counted = new CountingOutput();
        tree.writeTar(counted);
        byte[] closing = Upload.closing();
        try (HttpConnection connection = HttpConnection.open(uri)) {
            Map<String, String> headers = Upload.headers();
            headers.put("Content-Length", String.valueOf(opening.length + counted.count + closing.length));
            connection.head("POST", "/", headers);
            try {
                connection.raw().write(opening);
                tree.writeTar(connection.raw());
                connection.raw().write(closing);
            } catch (IOException e) {
                // The answer says why.
            }
            return connection.answer();
        }
    }

    private Answer answerToHeadOnly(Map<String, String> more) throws IOException {
        Map<String, String> headers = Upload.headers();
        headers.remove("Authorization");
        headers.putAll(more);
        headers.put("Transfer-Encoding", "chunked");
        try (HttpConnection connection = HttpConnection.open(server.uri())) {
            connection.head("POST", "/", headers);
            return connection.answer();
        }
    }

    private static void writeHalf(SampleTree tree, OutputStream out) throws IOException {
        SampleTree half = new SampleTree(tree.seed(), tree.files() / 2, tree.fileBytes());
        CountingOutput counted = new CountingOutput();
        half.writeTar(counted);
        // Without the end of the archive, which is a whole record at most.
        half.writeTar(new CutOutput(out, counted.count - 20_000));
    }

    private static final class CountingOutput extends OutputStream {
        private long count;

        @Override
        public void write(int b) {
            count++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            count += length;
        }
    }

    /** Passes on only so many bytes. */
    private static final class CutOutput extends OutputStream {
        private final OutputStream out;
        private long left;

        CutOutput(OutputStream out, long left) {
            this.out = out;
            this.left = left;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int step = (int) Math.min(left, length);
            out.write(bytes, offset, step);
            left -= step;
        }
    }
}
