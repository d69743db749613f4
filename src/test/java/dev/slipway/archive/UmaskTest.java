package dev.slipway.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Modes do not depend on the umask of the process, which only another process can have. */
class UmaskTest {
    @TempDir
    private Path temporary;

    /** Extracts the sample into the directory that is named; run in a process of its own. */
    public static void main(String[] arguments) throws IOException {
        Path release = Path.of(arguments[0]);
        new TarExtractor(ArchiveLimits.defaults(), SpaceCheck.NONE).extract(
                new ByteArrayInputStream(TarExtractorTest.sample()), release, release.resolveSibling("links"),
                ExtractionProgress.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"000", "022", "027", "077"})
    void modesAreThoseSent(String umask) throws Exception {
        Path release = Files.createDirectory(temporary.resolve("release"));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process child = new ProcessBuilder("sh", "-c", "umask " + umask + "; exec \"$@\"", "sh", java, "-cp",
                System.getProperty("java.class.path"), UmaskTest.class.getName(), release.toString())
                .inheritIO().start();

        assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue()).isZero();
        Map<String, Trees.Node> tree = Trees.under(release);
        assertThat(tree.get("bin").permissions()).isEqualTo("rwxr-xr-x");
        assertThat(tree.get("lib").permissions()).as("that no header names").isEqualTo("rwxr-xr-x");
        assertThat(tree.get("bin/run").permissions()).isEqualTo("rwxr-xr-x");
        assertThat(tree.get("lib/a").permissions()).isEqualTo("rw-r--r--");
    }
}
