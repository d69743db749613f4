package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.client.TestServer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DemoCommandTest {
    private final AtomicReference<ServerOptions> started = new AtomicReference<>();
    private final AtomicInteger stopped = new AtomicInteger();
    private final AtomicInteger releases = new AtomicInteger();

    @TempDir
    Path directory;

    @Test
    void theBundledSiteIsDeployedTwiceAndTheReaderSawBothReleases() {
        CommandRun run = demo(true);
        assertThat(run.err()).doesNotContain("slipway:", "demo:");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("live/demo -> releases/demo/1", "live/demo -> releases/demo/2",
                "faults     0", "One rename");
        assertThat(started.get().host()).isEqualTo("127.0.0.1");
        assertThat(started.get().port()).isZero();
        assertThat(stopped).hasValue(1);
        assertThat(started.get().home()).doesNotExist();
        assertThat(started.get().home().getParent()).doesNotExist();
    }

    @Test
    void aSwitchWithAGapIsCaught() {
        CommandRun run = demo(false);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("not atomic");
    }

    @Test
    void keepLeavesTheHomeAndADirectoryOfOnesOwnIsNotWrittenTo() throws IOException {
        Files.writeString(directory.resolve("mine.txt"), "mine");
        CommandRun run = demo(true, directory.toString(), "--keep");
        assertThat(run.exitCode()).isZero();
        Path home = started.get().home();
        assertThat(run.out()).contains("Kept: " + home);
        assertThat(home.resolve("live/demo/mine.txt")).hasContent("mine");
        assertThat(directory).isDirectoryContaining(file -> file.endsWith("mine.txt"));
        assertThat(directory.resolve(Demonstration.WITNESS)).doesNotExist();
        Trees.remove(home.getParent());
    }

    @Test
    void aServerThatDoesNotStartIsTold() {
        CommandRun run = CommandRun.of(Map.of(), "demo");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("no server here");
    }

    @Test
    void aMissingDirectoryIsAMatterOfUsage() {
        assertThat(demo(true, directory.resolve("none").toString()).exitCode()).isEqualTo(2);
        assertThat(started.get()).isNull();
    }

    @Test
    void everyFileOfTheBundledSiteIsThere() throws IOException {
        SampleSite.writeTo(directory);
        for (String name : SampleSite.names()) {
            assertThat(directory.resolve(name)).isNotEmptyFile();
        }
    }

    private CommandRun demo(boolean atomic, String... args) {
        String[] line = new String[args.length + 1];
        line[0] = "demo";
        System.arraycopy(args, 0, line, 1, args.length);
        return CommandRun.of(Map.of(), Terminal.NONE, options -> start(options, atomic), line);
    }

    /** Just enough of a server: unpacks into releases and replaces the link. */
    private RunningServer start(ServerOptions options, boolean atomic) throws IOException {
        started.set(options);
        String login = "Basic " + Base64.getEncoder().encodeToString(
                ("admin:" + options.adminPassword()).getBytes(StandardCharsets.UTF_8));
        TestServer server = new TestServer(login, call -> {
            Path release = options.home().resolve("releases/demo/" + releases.incrementAndGet());
            unpack(call.body(), release);
            Path live = Files.createDirectories(options.home().resolve("live")).resolve("demo");
            if (atomic) {
                Path next = Files.createSymbolicLink(live.resolveSibling("next"), release);
                Files.move(next, live, StandardCopyOption.ATOMIC_MOVE);
            } else {
                Files.deleteIfExists(live);
                pause();
                Files.createSymbolicLink(live, release);
            }
            call.done("Successfully deployed: demo");
        });
        return new RunningServer() {
            @Override
            public URI uri() {
                return server.target().uri();
            }

            @Override
            public void close() {
                stopped.incrementAndGet();
                try {
                    server.close();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
        };
    }

    /** Long enough for a reader that does not pause to fall into the gap. */
    private static void pause() {
        long end = System.nanoTime() + 200_000_000L;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    private static void unpack(InputStream body, Path release) throws IOException {
        BufferedInputStream in = new BufferedInputStream(body);
        for (int match = 0; match < 2; match++) {
            skipBlankLine(in);
        }
        var tar = new TarArchiveInputStream(GzipCompressorInputStream.builder().setInputStream(in).get());
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            Path file = release.resolve(entry.getName());
            if (entry.isDirectory()) {
                Files.createDirectories(file);
            } else {
                Files.createDirectories(file.getParent());
                Files.copy(tar, file);
            }
        }
        body.readAllBytes();
    }

    private static void skipBlankLine(InputStream in) throws IOException {
        int last = 0;
        while (last != 0x0d0a0d0a) {
            last = last << 8 | in.read();
        }
    }
}
