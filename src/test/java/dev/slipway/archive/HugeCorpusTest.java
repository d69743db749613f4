package dev.slipway.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.corpus.CorpusTable;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The generated cases at their full size, in a JVM of 48 MiB: what is not bounded would not fit. */
class HugeCorpusTest {
    private static final boolean LONG = Boolean.getBoolean("slipway.test.exhaustive");
    private static final CorpusTable TABLE = new CorpusTable("archive", "extractor generated", 10);

    @TempDir
    private Path temporary;

    @AfterAll
    static void printTable() throws IOException {
        TABLE.close();
    }

    @Test
    void eachIsUnpackedOrRefusedByTheLimitThatIsNamed() throws Exception {
        List<HugeCase> cases = Stream.of(HugeCase.values()).filter(huge -> LONG || !huge.slow()).toList();
        Path told = temporary.resolve("told");

        Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx48m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-Dfile.encoding=UTF-8", "-cp",
                System.getProperty("java.class.path"), HugeCorpusRun.class.getName(),
                temporary.toString(), String.join(File.pathSeparator, cases.stream().map(Enum::name).toList()))
                .redirectErrorStream(true).redirectOutput(told.toFile()).start();
        try {
            assertThat(child.waitFor(15, TimeUnit.MINUTES)).isTrue();
        } finally {
            child.destroyForcibly();
        }

        List<String> lines = Files.readAllLines(told);
        lines.forEach(System.out::println);
        assertThat(child.exitValue()).isZero();
        assertThat(lines).hasSameSizeAs(cases);
        for (int i = 0; i < cases.size(); i++) {
            assertThat(lines.get(i)).startsWith(cases.get(i).id() + ": ");
            if (cases.get(i).id().startsWith("ar-")) {
                TABLE.asSaid(cases.get(i).id());
            }
        }
    }
}
