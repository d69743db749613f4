package dev.slipway.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TarExtractorTest {
    private static final TarExtractor EXTRACTOR = new TarExtractor(ArchiveLimits.defaults(), SpaceCheck.NONE);
    @TempDir
    private Path temporary;
    private Path release;
    private Path links;

    @BeforeEach
    void makeDirectory() throws IOException {
        release = Files.createDirectory(temporary.resolve("release"));
        links = temporary.resolve("links");
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void anArchiveIsUnpackedWhateverItsCompression(Compression compression) throws IOException {
        byte[] tar = sample();
        byte[] archive = switch (compression) {
            case NONE -> tar;
            case GZIP -> TarBytes.gzip(tar);
            case ZSTD -> Zstd.compress(tar);
        };

        Extracted extracted = extract(archive);

        assertThat(extracted).isEqualTo(new Extracted(3, 2, 1, 14, compression, true));
        assertThat(Trees.withoutPermissions(Trees.under(release))).isEqualTo(Map.of(
                "bin", Trees.Node.directory(), "bin/run", Trees.Node.file(9, Trees.sha256("#!/bin/sh".getBytes())),
                "lib", Trees.Node.directory(), "lib/a", Trees.Node.file(5, Trees.sha256("alpha".getBytes())),
                "lib/b", Trees.Node.file(5, Trees.sha256("alpha".getBytes())), "go", Trees.Node.link("bin/run")));
        assertThat(links).doesNotExist();
    }

    @Test
    void compressionInsideOfCompressionIsNotUnwrapped() {
        assertRefused(TarBytes.gzip(TarBytes.gzip(sample())), "not a tar archive");
        assertRefused(Zstd.compress(TarBytes.gzip(sample())), "not a tar archive");
    }

    @Test
    void modesAreNeverWiderThanSentAndAlwaysUsable() throws IOException {
        extract(new TarBytes().directory("closed/", 0).directory("wide/", 07777).directory("group/", 0750)
                .file("closed/none", 0, "").file("wide/all", 07777, "").file("private", 0640, "").file("bin", 0711, "")
                .directory("late/", 0700).file("implied/x", "").directory("implied/", 0700).end());

        Map<String, Trees.Node> tree = Trees.under(release);
        assertThat(tree.get("closed").permissions()).isEqualTo("rwx------");
        assertThat(tree.get("wide").permissions()).isEqualTo("rwxr-xr-x");
        assertThat(tree.get("group").permissions()).isEqualTo("rwxr-x---");
        assertThat(tree.get("closed/none").permissions()).isEqualTo("rw-------");
        assertThat(tree.get("wide/all").permissions()).isEqualTo("rwxr-xr-x");
        assertThat(tree.get("private").permissions()).isEqualTo("rw-r-----");
        assertThat(tree.get("bin").permissions()).isEqualTo("rwx--x--x");
        assertThat(tree.get("implied").permissions()).isEqualTo("rwx------");
        assertThat((int) Files.getAttribute(release.resolve("wide/all"), "unix:mode") & 07000).isZero();
        assertThat((int) Files.getAttribute(release.resolve("wide"), "unix:mode") & 07000).isZero();
    }

    @Test
    void timesOfFilesAreKeptAndClamped() throws IOException {
        extract(new TarBytes().file("plain", "").pax('x', "mtime", "1700000000.25").file("fraction", "")
                .pax('x', "mtime", "-5").file("early", "").pax('x', "mtime", "99999999999").file("late", "").end());

        assertThat(timeOf("plain")).isEqualTo("2023-11-14T22:13:20Z");
        assertThat(timeOf("fraction")).isEqualTo("2023-11-14T22:13:20.25Z");
        assertThat(timeOf("early")).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(timeOf("late")).isEqualTo("2106-02-07T06:28:15Z");
    }

    @Test
    void aHardLinkIsTheSameFile() throws IOException {
        extract(new TarBytes().file("a", "alpha").hardLink("b", "./a").end());

        assertThat(Files.getAttribute(release.resolve("a"), "unix:ino"))
                .isEqualTo(Files.getAttribute(release.resolve("b"), "unix:ino"));
    }

    @Test
    void linksThatLeadInACircleAreRefusedAndThoseToNothingAreNot() throws IOException {
        extract(new TarBytes().file("a", "").symbolicLink("nothing", "no/such").symbolicLink("x/up", "../a").end());
        assertThat(release.resolve("x/up")).isSymbolicLink();

        for (byte[] circle : List.of(
                new TarBytes().symbolicLink("self", "self").end(),
                new TarBytes().symbolicLink("one", "two").symbolicLink("two", "one").end(),
                new TarBytes().file("file", "").symbolicLink("through", "file/x").end())) {
            freshDirectory();
            assertRefused(circle, "cannot be followed");
        }
    }

    @Test
    void aChainOfTooManyLinksIsRefused() {
        TarBytes chain = new TarBytes().file("l0", "end");
        for (int i = 1; i <= 60; i++) {
            chain.symbolicLink("l" + i, "l" + (i - 1));
        }

        assertRefused(chain.end(), "cannot be followed");
    }

    @Test
    void nothingIsEverWrittenThroughALink() throws IOException {
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        for (byte[] archive : List.of(
                new TarBytes().directory("real", 0755).symbolicLink("d", "real").file("d/x", "").end(),
                new TarBytes().symbolicLink("d", "real").symbolicLink("d/e/f", "x").directory("real", 0755).end(),
                new TarBytes().directory("real", 0755).symbolicLink("d", "real").directory("d", 0700).end(),
                new TarBytes().file("a", "").symbolicLink("l", "a").hardLink("h", "l").end(),
                new TarBytes().file("a", "").symbolicLink("l", "a").hardLink("l", "a").end())) {
            freshDirectory();
            assertRefused(archive, "entry \"");
        }
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void similarNamesAreRefusedWhenTheSwitchIsOn() throws IOException {
        ArchiveLimits strict = new ArchiveLimits(1 << 20, 1 << 20, 1000, 200, 64, true);
        for (byte[] archive : List.of(
                new TarBytes().file("Readme", "").file("README", "").end(),
                new TarBytes().file("caf\u00e9", "").file("cafe\u0301", "").end(),
                new TarBytes().file("Dir/a", "").file("dir/b", "").end(),
                new TarBytes().file("stra\u00dfe", "").file("STRASSE", "").end(),
                new TarBytes().symbolicLink("L", "x").file("l", "").end())) {
            freshDirectory();
            assertThatThrownBy(() -> extract(archive, strict, SpaceCheck.NONE, ExtractionProgress.NONE))
                    .hasMessageContaining("only in case or in Unicode composition");
            freshDirectory();
            assertThat(extract(archive).endOfArchive()).isTrue();
        }
        freshDirectory();
        assertThat(extract(new TarBytes().directory("d", 0755).directory("d", 0755).file("d/x", "").end(), strict,
                SpaceCheck.NONE, ExtractionProgress.NONE).files()).isEqualTo(1);
    }

    @Test
    void aFailureOfTheSourcePassesUnchangedWhereverItHappens() throws IOException {
        byte[] tar = sample();
        for (byte[] archive : List.of(tar, TarBytes.gzip(tar), Zstd.compress(tar))) {
            for (int at = 0; at < archive.length; at += Math.max(1, archive.length / 50)) {
                IOException gone = new IOException("the client went away");
                DeployException stalled = new DeployException(Problem.STALLED, "too slow");
                IllegalStateException broken = new IllegalStateException("a bug of the stream");
                for (Exception failure : List.of(gone, stalled, broken)) {
                    freshDirectory();
                    InputStream source = failingAfter(archive, at, failure);
                    assertThatThrownBy(() -> EXTRACTOR.extract(source, release, links, ExtractionProgress.NONE))
                            .as("after %d bytes", at).isSameAs(failure);
                    assertThat(links).doesNotExist();
                }
            }
        }
    }

    @Test
    void aCutAnywhereIsRefusedOrReportedAsWithoutEnd() throws IOException {
        byte[] tar = sample();
        int borders = 0;
        for (int length = 0; length < tar.length; length += 256) {
            freshDirectory();
            byte[] cut = Arrays.copyOf(tar, length);
            try {
                assertThat(extract(cut).endOfArchive()).isFalse();
                borders++;
            } catch (DeployException e) {
                assertThat(e.problem()).isEqualTo(Problem.ARCHIVE_REFUSED);
            }
        }
        assertThat(borders).isPositive();
    }

    @Test
    void damagedCompressionIsRefusedOrHarmlessAndNothingElse() throws IOException {
        Random random = new Random(7);
        for (byte[] archive : List.of(TarBytes.gzip(sample()), Zstd.compress(sample()))) {
            for (int i = 0; i < 500; i++) {
                freshDirectory();
                byte[] damaged = archive.clone();
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
                try {
                    extract(damaged);
                } catch (DeployException e) {
                    assertThat(e.problem()).isEqualTo(Problem.ARCHIVE_REFUSED);
                }
            }
        }
    }

    @Test
    void theSpaceIsAskedForBeforeItIsUsed() throws IOException {
        List<Long> asked = new ArrayList<>();
        byte[] large = new byte[(int) (SpaceCheck.STEP_BYTES * 2 + 1)];
        byte[] archive = new TarBytes().file("small", "x").raw(TarBytes.header("large", '0', 0644, large.length, ""))
                .raw(TarBytes.padded(large)).end();

        List<Long> told = new ArrayList<>();
        extract(archive, ArchiveLimits.defaults(), (bytes, written) -> {
            asked.add(bytes);
            told.add(written);
        }, ExtractionProgress.NONE);

        assertThat(asked).startsWith(0L, SpaceCheck.STEP_BYTES, (long) large.length).hasSizeBetween(4, 6);
        assertThat(told).startsWith(0L, 0L, 1L);
        assertThat(told.stream().mapToLong(Long::longValue).sum()).isBetween(SpaceCheck.STEP_BYTES, large.length + 1L);
    }

    @Test
    void noRoomIsToldAsSuchAndADiskThatFailsAsSuch() {
        SpaceCheck full = (bytes, written) -> {
            if (bytes > 0) {
                throw new DeployException(Problem.NO_SPACE, "less than the reserve would be left");
            }
        };
        SpaceCheck filesystemFull = (bytes, written) -> {
            throw new FileSystemException(release.toString(), null, "No space left on device");
        };
        SpaceCheck broken = (bytes, written) -> {
            throw new FileSystemException(release.toString(), null, "Input/output error");
        };

        assertThat(problem(full)).isEqualTo(Problem.NO_SPACE);
        assertThat(problem(filesystemFull)).isEqualTo(Problem.NO_SPACE);
        assertThat(problem(broken)).isEqualTo(Problem.STORAGE_FAILED);
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsAFailureOfTheDiskWithoutItsPath() throws IOException {
        Files.delete(release);

        assertThatThrownBy(() -> extract(sample())).isInstanceOfSatisfying(DeployException.class, e -> {
            assertThat(e.problem()).isEqualTo(Problem.STORAGE_FAILED);
            assertThat(e.detail()).doesNotContain(temporary.toString());
            assertThat(e.getCause()).isInstanceOf(IOException.class);
        });
    }

    @Test
    void aPathTooLongForThisServerIsRefusedAndNotFailed() throws IOException {
        Path deep = release;
        for (int i = 0; i < 16; i++) {
            deep = Files.createDirectory(deep.resolve("d".repeat(200)));
        }
        release = deep;
        String name = ("n".repeat(250) + "/").repeat(4) + "x";

        assertRefused(new TarBytes().pax('x', "path", name).file("x", "").end(), "too long for the directory");
    }

    @Test
    void theStreamIsNotClosed() throws IOException {
        AtomicBoolean closed = new AtomicBoolean();
        InputStream source = new FilterInputStream(new ByteArrayInputStream(TarBytes.gzip(sample()))) {
            @Override
            public void close() {
                closed.set(true);
            }
        };

        EXTRACTOR.extract(source, release, links, ExtractionProgress.NONE);

        assertThat(closed).isFalse();
    }

    @Test
    void anArchiveOfOnlyARootIsRefused() {
        assertRefused(new TarBytes().directory("./", 0755).end(), "nothing in the archive");
        assertRefused(new TarBytes().end(), "nothing in the archive");
    }

    static byte[] sample() {
        return new TarBytes().directory("./", 0755).directory("bin/", 0755).file("./bin/run", 0755, "#!/bin/sh")
                .symbolicLink("go", "bin/run").file("lib/a", "alpha").hardLink("lib/b", "lib/a").end();
    }

    private Problem problem(SpaceCheck space) {
        try {
            freshDirectory();
            extract(sample(), ArchiveLimits.defaults(), space, ExtractionProgress.NONE);
            throw new AssertionError("was extracted");
        } catch (DeployException e) {
            assertThat(e.detail()).doesNotContain(temporary.toString());
            return e.problem();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static InputStream failingAfter(byte[] bytes, int count, Exception failure) {
        InputStream failing = new InputStream() {
            @Override
            public int read() throws IOException {
                if (failure instanceof IOException io) {
                    throw io;
                }
                throw (RuntimeException) failure;
            }

            @Override
            public int read(byte[] b, int off, int len) throws IOException {
                return read();
            }
        };
        return new SequenceInputStream(new ByteArrayInputStream(bytes, 0, count), failing);
    }

    private void freshDirectory() throws IOException {
        release = Files.createTempDirectory(temporary, "release");
    }

    private String timeOf(String name) throws IOException {
        return Files.getLastModifiedTime(release.resolve(name)).toString();
    }

    private void assertRefused(byte[] archive, String reason) {
        assertThatThrownBy(() -> extract(archive)).isInstanceOfSatisfying(DeployException.class,
                e -> assertThat(e.problem()).isEqualTo(Problem.ARCHIVE_REFUSED)).hasMessageContaining(reason);
        assertThat(links).doesNotExist();
    }

    private Extracted extract(byte[] archive) throws IOException {
        return extract(archive, ArchiveLimits.defaults(), SpaceCheck.NONE, ExtractionProgress.NONE);
    }

    private Extracted extract(byte[] archive, ArchiveLimits limits, SpaceCheck space, ExtractionProgress progress)
            throws IOException {
        return new TarExtractor(limits, space).extract(new ByteArrayInputStream(archive), release, links, progress);
    }
}
