package dev.slipway.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that the machine's own tar makes, in each of its formats. */
class GnuTarTest {
    @TempDir
    private Path temporary;
    private Path tree;

    @BeforeEach
    void makeTree() throws IOException {
        tree = Files.createDirectory(temporary.resolve("tree"));
        Path deep = Files.createDirectories(tree.resolve("d".repeat(60)).resolve("e".repeat(60)));
        Files.writeString(deep.resolve("f".repeat(60)), "deep");
        Files.writeString(tree.resolve("é 日本.txt"), "name");
        Files.write(tree.resolve("large"), new byte[300_001]);
        Files.writeString(tree.resolve("run"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(tree.resolve("run"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createLink(tree.resolve("same"), tree.resolve("run"));
        Files.createSymbolicLink(deep.resolve("up"), Path.of("../../run"));
        Files.createDirectory(tree.resolve("empty"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gnu", "oldgnu", "pax", "posix"})
    void everyFormatThatHoldsSuchNamesGivesTheTreeBack(String format) throws Exception {
        assertThat(roundTrip("--format=" + format)).isEqualTo(Trees.under(tree));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ustar", "v7"})
    void theOldFormatsGiveBackWhatTheyCanHold(String format) throws Exception {
        deleteDeep();

        assertThat(roundTrip("--format=" + format)).isEqualTo(Trees.under(tree));
    }

    @Test
    void gzipByTarIsRead() throws Exception {
        assertThat(roundTrip("--format=pax", "-z")).isEqualTo(Trees.under(tree));
    }

    private void deleteDeep() throws IOException {
        Path first = tree.resolve("d".repeat(60));
        Path second = first.resolve("e".repeat(60));
        Files.delete(second.resolve("f".repeat(60)));
        Files.delete(second.resolve("up"));
        Files.delete(second);
        Files.delete(first);
    }

    private Map<String, Trees.Node> roundTrip(String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("tar", "-C", tree.toString(), "-cf", "-"));
        command.addAll(List.of(options));
        command.add(".");
        Path release = Files.createDirectory(temporary.resolve("release"));
        Process tar = start(command);
        try (InputStream archive = tar.getInputStream()) {
            new TarExtractor(ArchiveLimits.defaults(), SpaceCheck.NONE).extract(archive, release,
                    temporary.resolve("links"), ExtractionProgress.NONE);
        }
        assertThat(tar.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(tar.exitValue()).isZero();
        return Trees.under(release);
    }

    private static Process start(List<String> command) throws IOException, InterruptedException {
        assumeTrue(isGnuTar(), "there is no GNU tar on this machine");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("LC_ALL", "C.UTF-8");
        return builder.start();
    }

    private static boolean isGnuTar() throws InterruptedException {
        try {
            Process version = new ProcessBuilder("tar", "--version").start();
            String text = new String(version.getInputStream().readAllBytes());
            return version.waitFor() == 0 && text.contains("GNU");
        } catch (IOException e) {
            return false;
        }
    }
}
