package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.client.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code deploy} says of the directory itself. */
@Timeout(60)
class DeployedDirectoryTest {
    private static final TestServer.Upload ACCEPT = call -> {
        call.body().readAllBytes();
        call.done("done");
    };

    @TempDir
    Path directory;

    @BeforeEach
    void somethingToDeploy() throws IOException {
        Files.writeString(directory.resolve("index.html"), "hello");
    }

    @Test
    void everyEntryThatCannotBeSentIsOnALineOfItsOwnAndInTheObject() throws IOException {
        Files.writeString(directory.resolve("a\\"), "x");
        Files.writeString(directory.resolve("b\u0007"), "x");
        Files.createSymbolicLink(directory.resolve("out"), Path.of("/etc"));
        CommandRun run = deploy("--json");
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("slipway: 3 things in the directory cannot be packed\n"
                + "  a\\\\: it has a backslash\n  b\\u0007: it has a control character\n    Rename it",
                "  out: its link target is absolute (/etc)\n    Replace the link", "Nothing was made live");
        assertThat(run.json()).containsEntry("code", "unpackable").containsEntry("entry", "a\\\\")
                .containsEntry("entries_omitted", 0L);
        assertThat((List<?>) run.json().get("entries")).hasSize(3).last().isEqualTo(Map.of("entry", "out",
                "code", "unpackable", "problem", "its link target is absolute (/etc)", "remedy", "Replace the link by "
                + "what it points to, or make it relative to a place inside the directory."));
    }

    @Test
    void linksToNothingAreAWarningOnceInTextAndInTheObject() throws IOException {
        Files.createSymbolicLink(directory.resolve("l"), Path.of("gone"));
        CommandRun run = deploy("--json", "--quiet");
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEqualTo("slipway: warning: links to nothing are kept:\n  l -> gone\n");
        assertThat(run.json().get("warnings")).isEqualTo(
                List.of(Map.of("entry", "l", "target", "gone", "warning", "links to nothing are kept")));
        assertThat(deploy("--dangling-links=skip").err()).contains("left out:\n  l -> gone");
        assertThat(deploy("--dangling-links=refuse").exitCode()).isEqualTo(3);
        assertThat(deploy("--json", "--dangling-links=refuse").json()).containsEntry("entry", "l");
    }

    @Test
    void theCompressionIsChosenAndWhatMakesNoSenseIsRefused() throws IOException {
        for (String compression : List.of("auto", "gzip:9", "zstd", "zstd:1", "none")) {
            assertThat(deploy("--compression=" + compression).exitCode()).isZero();
        }
        assertThat(deploy("--compression=lz4").exitCode()).isEqualTo(2);
        assertThat(deploy("--dangling-links=x").exitCode()).isEqualTo(2);
    }

    private CommandRun deploy(String... more) throws IOException {
        try (TestServer server = new TestServer(ACCEPT).takesAllTypes()) {
            List<String> line = new ArrayList<>(List.of("deploy", directory.toString(), "--project", "app", "--target",
                    server.target().toString()));
            line.addAll(List.of(more));
            return CommandRun.of(CommandRun.PASSWORD, line.toArray(String[]::new));
        }
    }
}
