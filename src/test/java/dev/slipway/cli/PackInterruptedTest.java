package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real process and a real signal, half-way through a directory. */
@Timeout(120)
class PackInterruptedTest {
    @TempDir
    Path directory;
    @TempDir
    Path elsewhere;

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 130"})
    void halfWayItSaysSoAndLeavesNothing(String signal, int exitCode) throws Exception {
        byte[] noise = new byte[64 << 20];
        new Random(1).nextBytes(noise);
        Files.write(directory.resolve("noise"), noise);
        Process process = pack(elsewhere.resolve("a.tar.zst").toString(), "zstd:19");
        awaitPartial(process);
        signal(process, signal);
        assertInterrupted(process, exitCode);
        assertThat(left()).isEmpty();
    }

    @Test
    void halfWayToStandardOutputItSaysSo() throws Exception {
        Files.write(directory.resolve("zeros"), new byte[20 << 20]);
        Process process = pack("-", "none");
        process.getInputStream().readNBytes(10);
        signal(process, "INT");
        process.getInputStream().readAllBytes();
        assertInterrupted(process, 130);
    }

    private Process pack(String output, String compression) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                CommandProcess.class.getName(), "pack", directory.toString(), "-o", output, "--compression", compression,
                "--quiet");
        builder.environment().put("LC_ALL", "C.UTF-8");
        return builder.start();
    }

    /** Until the file is there that the archive is written to. */
    private void awaitPartial(Process process) throws IOException, InterruptedException {
        while (left().stream().noneMatch(name -> name.startsWith(".a.tar.zst.partial-"))) {
            assertThat(process.waitFor(5, TimeUnit.MILLISECONDS)).as("it ended before").isFalse();
        }
    }

    private static void signal(Process process, String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor()).isZero();
    }

    private static void assertInterrupted(Process process, int exitCode) throws Exception {
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(err).isEqualTo("slipway: Interrupted\n");
        assertThat(process.waitFor()).isEqualTo(exitCode);
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(elsewhere)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
