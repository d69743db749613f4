package dev.slipway.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Trees that are unusual and right: they are packed, and this server unpacks the same. */
class UnusualTreeTest {
    private static final PackOptions PLAIN = PackOptions.DEFAULT.with(PackCompression.NONE);

    @TempDir
    Path tree;
    @TempDir
    Path temporary;

    @Test
    void anyNameThatAReleaseMayHaveComesBack() throws IOException {
        List<String> names = List.of(" leading and trailing ", "-rf", "*", "$(x)", "'\"", "a:b", "~", ".hidden", "...",
                "e\u0301", "\u00e9", "\u6e2f\u8239", "\ud83d\ude80", "n".repeat(255), "\u6e2f".repeat(85),
                "d".repeat(200) + "/" + "e".repeat(200) + "/" + "f".repeat(200), "d".repeat(99) + "/x", "100".repeat(33));
        for (String name : names) {
            write(name, name);
        }
        assertComesBack();
        assertThat(tree.resolve("e\u0301")).exists().isNotEqualTo(tree.resolve("\u00e9"));
    }

    @Test
    void linksThatStayInsideComeBackAndAreNotFollowed() throws IOException {
        write("a/b/file", "x");
        link("to-file", "a/b/file");
        link("to-directory", "a/b");
        link("a/up", "../to-file");
        link("a/b/dangling", "../gone");
        link("l".repeat(200), "a/" + "t".repeat(200));
        link("\u00fc", "a/\u00fc");
        assertComesBack();
    }

    @Test
    void hardLinksAreFilesEmptyDirectoriesStayAndModesAreKeptToTheExecuteBit() throws IOException {
        Path first = write("first", "x");
        Files.createLink(tree.resolve("second"), first);
        Files.createDirectories(tree.resolve("empty/in/empty"));
        Files.setPosixFilePermissions(first, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(unpacked().files()).isEqualTo(2);
        assertComesBack();
        assertThat(temporary.resolve("release/second")).isExecutable();
    }

    @Test
    void aTreeAsDeepAsTheServerTakesComesBack() throws IOException {
        write("d/".repeat(63) + "file", "x");
        assertComesBack();
    }

    @Test
    void timesBeyondWhatAHeaderHoldsAreTheNearestThatItDoes() throws IOException {
        setTime("before", Instant.parse("1912-04-15T02:20:00Z"));
        setTime("fraction", Instant.parse("1999-12-31T23:59:59.999999999Z"));
        setTime("late", Instant.parse("2400-01-01T00:00:00Z"));
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(pack(PLAIN)))) {
            assertThat(seconds(tar.getNextEntry())).isZero();
            assertThat(seconds(tar.getNextEntry())).isEqualTo(Instant.parse("1999-12-31T23:59:59Z").getEpochSecond());
            assertThat(seconds(tar.getNextEntry())).isEqualTo((1L << 33) - 1);
        }
        unpacked();
    }

    @Test
    void skippedLinksAreNotInTheArchive() throws IOException {
        write("a", "x");
        link("gone", "nowhere");
        assertThat(unpacked(pack(PLAIN.with(DanglingLinks.SKIP))).links()).isZero();
    }

    @Test
    void whereTheFileSystemKnowsNoPermissionsFilesAreNotExecutable() throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(URI.create("jar:" + temporary.resolve("a.zip").toUri()),
                Map.of("create", "true"))) {
            Path root = Files.createDirectory(zip.getPath("/root"));
            Files.writeString(root.resolve("file"), "x");
            Files.createDirectory(root.resolve("sub"));
            List<String> modes = new ArrayList<>();
            new DirectoryWalk(root, 64).visitAll(entry -> modes.add(entry.name() + " "
                    + Integer.toOctalString(Packager.header(entry, "").getMode())));
            assertThat(modes).containsExactly("file 100644", "sub 40755");
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "slipway.test.long", matches = "true")
    void twoHundredThousandFilesInOneDirectoryComeBack() throws IOException {
        Path many = Files.createDirectory(tree.resolve("many"));
        for (int i = 0; i < 200_000; i++) {
            Files.createFile(many.resolve("file-" + i));
        }
        assertThat(TreeSurvey.of(tree, PLAIN, seen -> {}).files()).isEqualTo(200_000);
        assertThat(unpacked(pack(PackOptions.DEFAULT)).files()).isEqualTo(200_000);
    }

    @Test
    @EnabledIfSystemProperty(named = "slipway.test.long", matches = "true")
    void aFileBeyondEightGibibytesIsReadToItsEnd() throws Exception {
        long size = (8L << 30) + 4097;
        try (RandomAccessFile file = new RandomAccessFile(tree.resolve("big").toFile(), "rw")) {
            file.setLength(size);
            file.seek(size - 1);
            file.write(7);
        }
        write("small", "after");
        try (PipedInputStream in = new PipedInputStream(1 << 20)) {
            PipedOutputStream out = new PipedOutputStream(in);
            CompletableFuture<Void> packing = CompletableFuture.runAsync(() -> pack(PLAIN, out));
            TarArchiveInputStream tar = new TarArchiveInputStream(in);
            assertThat(tar.getNextEntry().getSize()).isEqualTo(size);
            byte[] buffer = new byte[1 << 20];
            long read = 0;
            int last = 0;
            for (int n = tar.read(buffer); n > 0; n = tar.read(buffer)) {
                read += n;
                last = buffer[n - 1];
            }
            assertThat(read).isEqualTo(size);
            assertThat(last).isEqualTo(7);
            assertThat(tar.getNextEntry().getName()).isEqualTo("small");
            assertThat(new String(tar.readAllBytes())).isEqualTo("after");
            in.transferTo(OutputStream.nullOutputStream());
            packing.get();
            assertThat(TreeSurvey.of(tree, PLAIN, seen -> {}).archiveBytes()).isGreaterThan(size);
        }
    }

    private void pack(PackOptions options, OutputStream out) {
        try (OutputStream closing = new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                out.write(bytes, from, count);
            }
        }) {
            new Packager(tree, options).pack(closing, new PackProgress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void assertComesBack() throws IOException {
        TreeSurvey.of(tree, PLAIN, seen -> {});
        for (PackCompression compression : List.of(PackCompression.gzip(6), PackCompression.zstd(3))) {
            unpacked(pack(PLAIN.with(compression)));
            assertThat(Trees.withoutPermissions(Trees.under(temporary.resolve("release"))))
                    .isEqualTo(Trees.withoutPermissions(Trees.under(tree)));
        }
    }

    private Extracted unpacked() throws IOException {
        return unpacked(pack(PLAIN));
    }

    private Extracted unpacked(byte[] archive) throws IOException {
        Path release = temporary.resolve("release");
        if (Files.exists(release)) {
            Files.move(release, Files.createTempDirectory(temporary, "old").resolve("release"));
        }
        return new TarExtractor(ArchiveLimits.defaults(), SpaceCheck.NONE).extract(new ByteArrayInputStream(archive),
                Files.createDirectory(release), temporary.resolve("links"), ExtractionProgress.NONE);
    }

    private byte[] pack(PackOptions options) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Packager(tree, options).pack(out, new PackProgress());
        return out.toByteArray();
    }

    private static long seconds(TarArchiveEntry entry) {
        return entry.getLastModifiedTime().toInstant().getEpochSecond();
    }

    private Path write(String name, String content) throws IOException {
        Path file = tree.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private void link(String name, String target) throws IOException {
        Files.createSymbolicLink(tree.resolve(name), Path.of(target));
    }

    private void setTime(String name, Instant time) throws IOException {
        Files.setLastModifiedTime(write(name, "x"), FileTime.from(time));
    }
}
