package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.Digest;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class PackCommandTest {
    @TempDir
    Path directory;
    @TempDir
    Path elsewhere;

    @BeforeEach
    void somethingToPack() throws IOException {
        Files.writeString(directory.resolve("index.html"), "hello");
    }

    @ParameterizedTest
    @CsvSource({"a.tar.gz, 1f8b", "a.tar.zst, 28b5", "a.tar, 696e", "a, 1f8b"})
    void theNameOfTheFileTellsTheCompressionAndTheDigestCanBeChecked(String name, String magic) throws Exception {
        Path file = elsewhere.resolve(name);
        CommandRun run = pack("-o", file.toString());
        assertThat(run.exitCode()).isZero();
        assertThat(HexFormat.of().formatHex(Files.readAllBytes(file), 0, 2)).isEqualTo(magic);
        assertThat(run.out()).matches("[0-9a-f]{64}  " + file + "\n");
        assertThat(run.err()).contains("packed 1 file");
        Path sums = Files.writeString(elsewhere.resolve("sums"), run.out());
        assertThat(new ProcessBuilder("sha256sum", "-c", "--status", sums.toString()).start().waitFor()).isZero();
        assertThat(left()).containsExactlyInAnyOrder(name, "sums");
    }

    @Test
    void aFileThatIsThereIsOnlyReplacedByForce() throws IOException {
        Path file = Files.writeString(elsewhere.resolve("a.tar.gz"), "mine");
        CommandRun refused = pack("-o", file.toString());
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("exists", "--force");
        assertThat(file).hasContent("mine");
        assertThat(pack("-o", file.toString(), "--force").exitCode()).isZero();
        assertThat(Files.size(file)).isGreaterThan(20);
        assertThat(left()).containsExactly("a.tar.gz");
    }

    @Test
    void whatAKilledRunOfTheSameProcessNumberLeftIsInNobodysWay() throws IOException {
        String left = ".a.tar.gz.partial-" + ProcessHandle.current().pid();
        Files.writeString(elsewhere.resolve(left), "half");
        CommandRun run = pack("-o", elsewhere.resolve("a.tar.gz").toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(left()).containsExactlyInAnyOrder("a.tar.gz", left);
    }

    @Test
    void theArchiveHasTheRightsOfANewFile() throws IOException {
        Path usual = Files.writeString(elsewhere.resolve("usual"), "");
        pack("-o", elsewhere.resolve("a.tar.gz").toString());
        assertThat(Files.getPosixFilePermissions(elsewhere.resolve("a.tar.gz")))
                .isEqualTo(Files.getPosixFilePermissions(usual));
    }

    @Test
    void aLinkToAFileInTheDirectoryIsNoPlaceForTheArchive() throws IOException {
        Path file = Files.writeString(directory.resolve("a.tar.gz"), "mine");
        Path link = Files.createSymbolicLink(elsewhere.resolve("link"), file);
        CommandRun run = pack("--force", "-o", link.toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("would lie in the directory that is packed");
        assertThat(file).hasContent("mine");
    }

    @Test
    void whatCannotBePackedIsListedAndNothingIsLeft() throws IOException {
        Files.writeString(directory.resolve("back\\slash"), "x");
        Files.createSymbolicLink(directory.resolve("out"), Path.of("/etc"));
        Path file = Files.writeString(elsewhere.resolve("a.tar.gz"), "mine");
        CommandRun run = pack("-o", file.toString(), "--force");
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("2 things", "  back\\\\slash: it has a backslash\n    Rename it",
                "  out: its link target is absolute (/etc)\n    Replace the link");
        assertThat(run.out()).isEmpty();
        assertThat(file).hasContent("mine");
        assertThat(left()).containsExactly("a.tar.gz");
    }

    @Test
    void danglingLinksAreListedAndTreatedAsAsked() throws IOException {
        Files.createSymbolicLink(directory.resolve("l"), Path.of("gone"));
        String file = elsewhere.resolve("a.tar").toString();
        assertThat(pack("-o", file).err()).contains("links to nothing are kept:\n  l -> gone");
        assertThat(pack("-o", file, "--force", "--dangling-links", "skip").err()).contains("are left out:\n  l -> gone");
        CommandRun refused = pack("-o", file, "--force", "--dangling-links", "refuse");
        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.err()).contains("l: is a link to nothing (gone)");
    }

    @Test
    void whatMakesNoSenseExitsWithTwo() throws IOException {
        String file = elsewhere.resolve("a").toString();
        String dir = directory.toString();
        for (String[] line : new String[][] {{"pack", dir}, {"pack", dir, "-o", dir + "/inside"},
            {"pack", dir, "-o", dir}, {"pack", dir, "-o", file + ".ZIP"}, {"pack", dir, "-o", file + ".tar.bz2"},
            {"pack", dir, "-o", file + "/no/such"}, {"pack", dir + "/none", "-o", file},
            {"pack", dir, "-o", file, "--compression", "lz4"}, {"pack", dir, "-o", file, "--compression", "zstd:99"},
            {"pack", dir, "-o", file, "--dangling-links", "maybe"}, {"pack", dir, "-o", elsewhere.toString()}}) {
            CommandRun run = CommandRun.of(Map.of(), line);
            assertThat(run.exitCode()).as(String.join(" ", line)).isEqualTo(2);
            assertThat(run.err()).startsWith("slipway: ");
        }
        assertThat(left()).isEmpty();
    }

    @Test
    void theArchiveCanGoToStandardOutputAndTheDigestThenGoesToStandardError() throws Exception {
        Process process = start(List.of(), "-o", "-", "--compression", "none");
        byte[] archive = process.getInputStream().readAllBytes();
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        assertThat(archive).hasSize(10_240);
        assertThat(err).contains(Digest.of(
                MessageDigest.getInstance("SHA-256").digest(archive)).hex() + "  -");
    }

    @Test
    void withoutTheNativeLibraryZstdIsRefusedWithTheReason() throws Exception {
        Process process = start(List.of("-Djava.io.tmpdir=" + new File("/proc/nowhere")), "-o",
                elsewhere.resolve("a.tar.zst").toString());
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(err).contains("zstd needs a native library", "/proc/nowhere", "gzip").doesNotContain("Exception");
        assertThat(left()).isEmpty();
    }

    @Test
    void aReaderThatGoesAwayEndsIt() throws Exception {
        Files.write(directory.resolve("noise"), new byte[20 << 20]);
        Process process = start(List.of(), "-o", "-", "--compression", "none");
        process.getInputStream().readNBytes(10);
        process.getInputStream().close();
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(err).contains("standard output takes no more");
    }

    private Process start(List<String> options, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(options);
        command.addAll(List.of("-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                CommandProcess.class.getName(), "pack", directory.toString()));
        command.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", "C.UTF-8");
        return builder.start();
    }

    private CommandRun pack(String... more) {
        List<String> line = new ArrayList<>(List.of("pack", directory.toString()));
        line.addAll(List.of(more));
        return CommandRun.of(Map.of(), line.toArray(String[]::new));
    }

    private List<String> left() throws IOException {
        try (var files = Files.list(elsewhere)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
