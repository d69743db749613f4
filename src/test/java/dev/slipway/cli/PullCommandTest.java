package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.client.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class PullCommandTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"x.tar.gz, application/gzip", "x.tgz, application/gzip", "x.tar.zst, application/zstd",
        "x.tar, application/x-tar"})
    void theNameSaysHowItIsCompressed(String name, String type) throws IOException {
        Path file = directory.resolve(name);
        CommandRun run = pull(true, "-o", file.toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(file).hasContent("archive of " + type);
        assertThat(run.out()).matches("[0-9a-f]{64}  .*" + name.replace(".", "\\.") + "\n");
        assertThat(files()).containsExactly(name);
    }

    @Test
    void inADirectoryTheFileHasTheNameOfTheProject() throws IOException {
        CommandRun run = pull(true, "-o", directory.toString(), "--json");
        assertThat(run.json()).containsEntry("file", directory.resolve("app.tar.gz").toString())
                .containsEntry("size", 27L).containsEntry("type", "application/gzip").containsKey("sha256");
        assertThat(files()).containsExactly("app.tar.gz");
    }

    @Test
    void aFileThatIsThereIsReplacedOnlyByForce() throws IOException {
        Path file = Files.writeString(directory.resolve("x.tar"), "mine");
        CommandRun run = pull(true, "-o", file.toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("exists; --force");
        assertThat(file).hasContent("mine");
        assertThat(pull(true, "-o", file.toString(), "--force").exitCode()).isZero();
        assertThat(file).hasContent("archive of application/x-tar");
    }

    @Test
    void whatBreaksOffLeavesNothingBehind() throws IOException {
        Path file = Files.writeString(directory.resolve("x.tar"), "mine");
        CommandRun run = pull(false, "-o", file.toString(), "--force");
        assertThat(run.exitCode()).isEqualTo(6);
        assertThat(file).hasContent("mine");
        assertThat(pull(false, "-o", directory.resolve("y.tar").toString()).exitCode()).isEqualTo(6);
        assertThat(files()).containsExactly("x.tar");
    }

    @Test
    void onStandardOutputThereIsTheArchiveAndNothingElse() throws IOException {
        CommandRun run = pull(true, "-o", "-");
        assertThat(run.out()).isEqualTo("archive of application/gzip");
        assertThat(run.err()).matches("[0-9a-f]{64}  -\n");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> list = Files.list(directory)) {
            return list.map(path -> path.getFileName().toString()).toList();
        }
    }

    private static CommandRun pull(boolean whole, String... more) throws IOException {
        try (TestServer server = new TestServer(call -> { }).requests(call -> {
            String type = call.headers().get("accept");
            String body = "archive of " + type;
            call.raw("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nContent-Length: "
                    + (whole ? body.length() : body.length() + 1) + "\r\nConnection: close\r\n\r\n" + body);
        })) {
            Map<String, String> environment = new HashMap<>(CommandRun.PASSWORD);
            environment.put("SLIPWAY_TARGET", server.target().toString());
            String[] args = java.util.Arrays.copyOf(new String[] {"pull", "app"}, 2 + more.length);
            System.arraycopy(more, 0, args, 2, more.length);
            return CommandRun.of(environment, args);
        }
    }
}
