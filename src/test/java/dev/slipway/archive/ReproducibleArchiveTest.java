package dev.slipway.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two trees with the same names, contents, execute bits and whole seconds, and nothing else in common. */
class ReproducibleArchiveTest {
    @TempDir
    Path temporary;
    private Path one;
    private Path other;

    @BeforeEach
    void makeTrees() throws IOException {
        List<String> names = new ArrayList<>(List.of("index.html", "a/b/c", "a.b", "a-b", "\u00fcber/\ud83d\ude80",
                "Z", "z", "empty/", "n".repeat(255), "link"));
        for (int i = 0; i < 200; i++) {
            names.add("many/f" + i);
        }
        one = make(names, "one", 0, "rw-r--r--", "rwxr-xr-x");
        Collections.shuffle(names, new Random(1));
        other = make(names, "two", 999_999_999, "rw-rw-rw-", "rwx------");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip:6", "gzip:1", "zstd:3", "zstd:9", "none"})
    void theSameTreeGivesTheSameBytesWithAnyNumberOfThreads(String compression) throws IOException {
        PackOptions options = PackOptions.DEFAULT.with(PackCompression.of(compression));
        byte[] packed = pack(one, options.withThreads(1));
        for (int threads : new int[] {1, 2, 4, 8}) {
            assertThat(pack(other, options.withThreads(threads))).isEqualTo(packed);
        }
    }

    @Test
    void whatIsPackedIsTheSameWhateverTheCompression() throws IOException {
        byte[] plain = pack(one, PackOptions.DEFAULT.with(PackCompression.NONE));
        for (String compression : List.of("gzip:6", "zstd:3")) {
            byte[] packed = pack(other, PackOptions.DEFAULT.with(PackCompression.of(compression)));
            assertThat(Compression.of(packed, packed.length).open(new ByteArrayInputStream(packed)).readAllBytes())
                    .isEqualTo(plain);
        }
    }

    @Test
    void anotherContentNameModeOrSecondGivesOtherBytes() throws IOException {
        PackOptions options = PackOptions.DEFAULT;
        byte[] packed = pack(one, options);
        Path file = other.resolve("index.html");
        FileTime time = Files.getLastModifiedTime(file);
        Files.setLastModifiedTime(file, FileTime.fromMillis(time.toMillis() + 1000));
        assertThat(pack(other, options)).isNotEqualTo(packed);
        Files.setLastModifiedTime(file, time);
        assertThat(pack(other, options)).isEqualTo(packed);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr--r--"));
        assertThat(pack(other, options)).isNotEqualTo(packed);
    }

    private Path make(List<String> names, String directory, int nanos, String mode, String programMode)
            throws IOException {
        Path tree = Files.createDirectory(temporary.resolve(directory));
        for (String name : names) {
            Path path = tree.resolve(name);
            Files.createDirectories(path.getParent());
            if (name.endsWith("/")) {
                Files.createDirectory(path);
            } else if (name.equals("link")) {
                Files.createSymbolicLink(path, Path.of("a/b"));
                new ProcessBuilder("touch", "-h", "-d", "@1700000000", path.toString()).inheritIO().start().onExit().join();
            } else {
                Files.writeString(path, name.repeat(name.length() * 200));
                Files.setPosixFilePermissions(path,
                        PosixFilePermissions.fromString(name.equals("Z") ? programMode : mode));
            }
        }
        try (var all = Files.walk(tree)) {
            for (Path path : (Iterable<Path>) all.filter(p -> !Files.isSymbolicLink(p))::iterator) {
                Files.setLastModifiedTime(path, FileTime.from(Instant.ofEpochSecond(1_700_000_000, nanos)));
            }
        }
        return tree;
    }

    private static byte[] pack(Path tree, PackOptions options) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Packager(tree, options).pack(out, new PackProgress());
        return out.toByteArray();
    }
}
