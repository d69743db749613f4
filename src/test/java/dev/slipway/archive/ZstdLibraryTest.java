package dev.slipway.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.problem.DeployException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In processes of their own, since a library that is loaded stays so. */
class ZstdLibraryTest {
    @TempDir
    Path home;

    @Test
    void itLoadsHere() throws Exception {
        assertThat(told()).containsExactly("true", "zstd:3", "zstd:3", "read");
    }

    @Test
    void aPlatformWithoutItIsNamed() throws Exception {
        assertAnotherWay(told("-Dos.arch=pdp11"), " on pdp11", "-DZstdNativePath=FILE");
    }

    @Test
    void codeOfAnotherPlatformIsNotLoaded() throws Exception {
        assertAnotherWay(told("-Dos.arch=s390x"), "it cannot be loaded (", "-DZstdTempFolder=DIR");
    }

    @Test
    void aTemporaryDirectoryThatCannotBeWrittenIsNamed() throws Exception {
        assertAnotherWay(told("-Djava.io.tmpdir=/nowhere"), "let /nowhere be writable", "-DZstdTempFolder=DIR");
    }

    @Test
    void theDirectoryThatIsNamedForItIsTheOneThatIsTold() throws Exception {
        assertAnotherWay(told("-DZstdTempFolder=/nowhere"), "let /nowhere be writable");
    }

    /** The file that it is unpacked to has another name each time; a log that looks for what is new would have it each minute. */
    @Test
    void theSameReasonIsToldInTheSameWords() throws Exception {
        List<String> first = told("-Dos.arch=s390x");
        assertThat(first.get(3)).contains("it cannot be loaded (");
        assertThat(told("-Dos.arch=s390x")).isEqualTo(first);
    }

    @Test
    void aLibraryThatIsNoneIsNamed() throws Exception {
        Path file = Files.writeString(home.resolve("zstd.so"), "no library");
        assertAnotherWay(told("-DZstdNativePath=" + file), "-DZstdNativePath names " + file, "which cannot be loaded (");
    }

    /** Gzip is taken by itself; zstd is refused, in both directions, with the reason. */
    private static void assertAnotherWay(List<String> told, String... reason) {
        assertThat(told).hasSize(4).startsWith("false", "gzip:6");
        assertThat(told.get(2)).startsWith("zstd needs a native library; ").endsWith(" Or use gzip").contains(reason);
        assertThat(told.get(3)).startsWith("this server cannot read zstd: send gzip instead.").contains(reason);
    }

    private List<String> told(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dfile.encoding=UTF-8", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(options));
        command.add(Told.class.getName());
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return text.lines().toList();
    }

    /** Says whether there is zstd, how is packed by itself and when zstd is asked for, and what reading it comes to. */
    static final class Told {
        private static final Set<String> TYPES = Set.of("application/gzip", "application/zstd");
        /** A frame with nothing in it, of one raw block. */
        private static final byte[] EMPTY = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0x20, 0, 1, 0, 0};

        private Told() {}

        public static void main(String[] args) throws IOException {
            System.out.println(Compression.ZSTD.available());
            System.out.println(PackCompression.AUTO.settled(TYPES));
            try {
                System.out.println(PackCompression.zstd(3).settled(TYPES));
            } catch (IllegalArgumentException e) {
                System.out.println(e.getMessage());
            }
            try (var plain = Compression.ZSTD.open(new ByteArrayInputStream(EMPTY))) {
                System.out.println(plain.readAllBytes().length == 0 ? "read" : "something else");
            } catch (DeployException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
