package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.slipway.container.HttpConnection.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** How the standalone server starts and stops: its log, its password, its cache, SIGTERM. */
@DisabledIfSystemProperty(named = "arquillian.launch", matches = ".+")
class ServeIT {
    private static final Pattern PASSWORD = Pattern.compile("(?m)^    (\\S{22})$");
    private static final Map<String, String> KNOWN = Map.of("SLIPWAY_ADMIN_PASSWORD", HttpConnection.PASSWORD);

    @TempDir
    private Path directory;

    @Test
    void aNormalStartAndStopHasNothingToComplainOf() throws Exception {
        try (StandaloneProcess server = StandaloneProcess.start(directory, "-Xmx64m", KNOWN)) {
            server.terminate();
            assertThat(server.endsWithin(Duration.ofSeconds(20))).isTrue();
            assertThat(server.log()).doesNotContain("SEVERE", "WARN", "Exception", HttpConnection.PASSWORD);
        }
    }

    @Test
    void whatIsNotHttpIsRefusedWithoutATrace() throws Exception {
        try (StandaloneProcess server = StandaloneProcess.start(directory, "-Xmx64m", KNOWN)) {
            try (Socket socket = new Socket(server.uri().getHost(), server.uri().getPort())) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream().write("garbage\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                        .startsWith("HTTP/1.1 400");
            }
            assertThat(server.log()).doesNotContain("SEVERE", "NullPointer");
        }
    }

    @Test
    void aPasswordIsMadeOnceShownOnceAndWorks() throws Exception {
        String password;
        try (StandaloneProcess server = StandaloneProcess.start(directory, "-Xmx64m", Map.of())) {
            Matcher shown = PASSWORD.matcher(server.log());
            assertThat(shown.find()).isTrue();
            password = shown.group(1);
            assertThat(deployAs(server, password).status()).isEqualTo(201);
            Path users = StandaloneProcess.home(directory).resolve("users.properties");
            assertThat(users).content().doesNotContain(password);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(users))).isEqualTo("rw-------");
        }
        try (StandaloneProcess server = StandaloneProcess.start(directory, "-Xmx64m", Map.of())) {
            assertThat(server.log()).doesNotContain("password");
            assertThat(deployAs(server, password).status()).isEqualTo(201);
        }
    }

    @Test
    void aStartThatIsRefusedTakesThePasswordFromNobody() throws Exception {
        assertThatIllegalStateException()
                .isThrownBy(() -> StandaloneProcess.start(directory, "-Xmx64m", Map.of("LC_ALL", "C")).close())
                .withMessageContaining("slipway serve: ").withMessageContaining("UTF-8 locale")
                .withMessageNotContainingAny("password", "JDBC", "memory leak");
        try (StandaloneProcess server = StandaloneProcess.start(directory, "-Xmx64m", Map.of("LC_ALL", "C.UTF-8"))) {
            assertThat(server.log()).containsPattern(PASSWORD);
        }
    }

    @Test
    void theSecondStartUnpacksNothing() throws Exception {
        StandaloneProcess.start(directory, "-Xmx64m", KNOWN).close();
        Map<String, Object> first = filesOfCache();
        StandaloneProcess.start(directory, "-Xmx64m", KNOWN).close();
        assertThat(filesOfCache()).isEqualTo(first).isNotEmpty();
    }

    @Test
    void anUploadThatIsRunningAtSigtermIsFinished() throws Exception {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        SampleTree tree = SampleTree.ofBytes(7, 4L << 20);
        tree.writeTar(tar);
        byte[] archive = tar.toByteArray();
        try (StandaloneProcess server = StandaloneProcess.start(directory, "-Xmx64m", KNOWN);
                HttpConnection connection = HttpConnection.open(server.uri())) {
            Map<String, String> headers = Upload.headers();
            headers.put("Transfer-Encoding", "chunked");
            connection.head("POST", "/", headers);
            try (OutputStream body = connection.chunks()) {
                body.write(Upload.opening("slow"));
                body.write(archive, 0, archive.length / 2);
                body.flush();
                await().atMost(Duration.ofSeconds(20)).until(() -> isStaging());
                server.terminate();
                await().atMost(Duration.ofSeconds(20)).until(() -> refusesConnections(server));
                assertThat(server.isRunning()).isTrue();
                body.write(archive, archive.length / 2, archive.length - archive.length / 2);
                body.write(Upload.closing());
            }
            Answer answer = connection.answer();
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(SampleTree.digestOf(StandaloneProcess.home(directory).resolve("live/slow")))
                    .isEqualTo(tree.digest());
            assertThat(server.endsWithin(Duration.ofSeconds(20))).isTrue();
        }
    }

    private boolean isStaging() throws IOException {
        Path staging = StandaloneProcess.home(directory).resolve("staging");
        if (Files.notExists(staging)) {
            return false;
        }
        try (Stream<Path> deploys = Files.list(staging)) {
            return deploys.findAny().isPresent();
        }
    }

    private static boolean refusesConnections(StandaloneProcess server) {
        try (HttpConnection connection = HttpConnection.open(server.uri())) {
            connection.head("GET", "/health", Map.of());
            connection.answer();
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static Answer deployAs(StandaloneProcess server, String password) throws IOException {
        byte[] archive = SampleTree.textTar(List.of("index.html", "hello"));
        return HttpConnection.send(server.uri(), "PUT", "/components/hello",
                Map.of("Authorization", HttpConnection.basic("admin", password), "Content-Type", "application/x-tar"),
                out -> out.write(archive));
    }

    /** Names and inode numbers. */
    private Map<String, Object> filesOfCache() throws IOException {
        Map<String, Object> files = new TreeMap<>();
        try (Stream<Path> tree = Files.walk(directory.resolve("cache"))) {
            for (Path file : tree.filter(Files::isRegularFile).toList()) {
                files.put(file.toString(), Files.getAttribute(file, "unix:ino"));
            }
        }
        return files;
    }
}
