package dev.slipway.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The cases of the corpus that are too big to store (ar-900 to ar-909), made on the fly at a size that still proves the
 * rule: with lower limits where a limit is the rule.
 */
class HugeArchiveTest {
    private static final byte[] MEBIBYTE = new byte[1 << 20];

    @TempDir
    private Path temporary;
    private Path release;

    @BeforeEach
    void makeDirectory() throws IOException {
        release = Files.createDirectory(temporary.resolve("release"));
    }

    /** ar-900. */
    @Test
    void aBombIsRefusedByItsRatio() {
        int mebibytes = 150;
        byte[] header = TarBytes.header("zeros", '0', 0644, (long) mebibytes << 20, "");
        Stream<byte[]> content = Stream.generate(() -> MEBIBYTE).limit(mebibytes);

        assertLimit("max-ratio", gzipped(Stream.concat(Stream.of(header), content)), ArchiveLimits.defaults());
        assertThat(release.resolve("zeros")).isNotEmptyFile();
        assertThat(release.resolve("zeros").toFile().length()).isLessThan(ArchiveLimits.RATIO_FREE_BYTES + (1 << 20));
    }

    /** ar-900. */
    @Test
    void aDeclaredSizeOverALimitIsRefusedBeforeAByteIsWritten() {
        ArchiveLimits limits = new ArchiveLimits(10_000, 5_000, 100, 200, 64, false);

        assertLimit("max-entry-bytes", archive(TarBytes.header("large", '0', 0644, 5_001, "")), limits);
        assertThat(release).isEmptyDirectory();
        assertLimit("max-unpacked-bytes", archive(TarBytes.header("a", '0', 0644, 5_000, ""), new byte[5_120],
                TarBytes.header("large", '0', 0644, 4_000, "")), limits);
        assertThat(release.resolve("large")).doesNotExist();
    }

    /** ar-901. */
    @Test
    void entriesAreCounted() throws IOException {
        ArchiveLimits limits = new ArchiveLimits(10 << 20, 1 << 20, 1_000, 200, 64, false);
        IntFunction<byte[]> entry = i -> TarBytes.header("d/" + i, '0', 0644, 0, "");

        assertThat(extract(stream(IntStream.range(0, 999).mapToObj(entry), new byte[1024]), limits).files())
                .isEqualTo(999);
        freshDirectory();
        assertLimit("max-entries", stream(IntStream.range(0, 1_000).mapToObj(entry), new byte[1024]), limits);
    }

    /** ar-902. */
    @Test
    void directoriesThatNoHeaderNamesAreCountedAndTheDepthIsLimited() throws IOException {
        ArchiveLimits limits = new ArchiveLimits(10 << 20, 1 << 20, 100, 200, 10, false);
        IntFunction<byte[]> entry = i -> TarBytes.header(i + "/2/3/4/5/6/7/8/9/file", '0', 0644, 0, "");

        assertThat(extract(stream(IntStream.range(0, 10).mapToObj(entry), new byte[1024]), limits).directories())
                .isEqualTo(90);
        freshDirectory();
        assertLimit("max-entries", stream(IntStream.range(0, 11).mapToObj(entry), new byte[1024]), limits);
        freshDirectory();
        assertLimit("max-depth", archive(TarBytes.header("1/2/3/4/5/6/7/8/9/10/file", '0', 0644, 0, "")), limits);
        assertThat(release).isEmptyDirectory();
    }

    /** ar-903. */
    @Test
    void aWideDirectoryIsFine() throws IOException {
        IntFunction<byte[]> entry = i -> TarBytes.header("w/" + i, '0', 0644, 0, "");

        assertThat(extract(stream(IntStream.range(0, 5_000).mapToObj(entry), new byte[1024]), ArchiveLimits.defaults()))
                .isEqualTo(new Extracted(5_000, 1, 0, 0, Compression.NONE, true));
    }

    /** ar-904 and ar-905: the sizes are read from octal, base-256 and PAX alike; the limit shows that they are. */
    @Test
    void sizesOverEightGibibytesAreUnderstood() {
        ArchiveLimits limits = new ArchiveLimits(1L << 40, 1_000, 100, 200, 64, false);
        byte[] base256 = TarBytes.header("big", '0', 0644, 0, "");
        TarBytes.put(base256, 124, "\0\0\0\0\0\0\0\2\0\0\0\5");
        base256[124] = (byte) 0x80;

        assertSize("5368709120", archive(TarBytes.header("big", '0', 0644, 5L << 30, "")), limits);
        assertSize("8589934597", archive(TarBytes.signed(base256)), limits);
        assertSize("9663676416", archive(new TarBytes().pax('x', "size", "9663676416")
                .raw(TarBytes.header("big", '0', 0644, 0, "")).end()), limits);
    }

    /** ar-906. */
    @Test
    void zerosAfterTheEndAreBounded() throws IOException {
        byte[] tar = new TarBytes().file("a", "alpha").end();

        assertThat(extract(stream(Stream.of(tar), MEBIBYTE), ArchiveLimits.defaults()).endOfArchive()).isTrue();
        freshDirectory();
        assertRefused("padding", stream(Stream.of(tar), MEBIBYTE, new byte[1]));
        freshDirectory();
        assertRefused("padding", gzipped(Stream.concat(Stream.of(tar), Stream.generate(() -> MEBIBYTE).limit(5_000))));
    }

    /** ar-907. */
    @Test
    void manyEmptyGzipMembersAreRefused() {
        byte[] empty = TarBytes.gzip(new byte[0]);

        assertRefused("empty members", stream(Stream.generate(() -> empty).limit(1_000_000)));
    }

    /** ar-908. */
    @Test
    void metadataIsBoundedForAMemberAndCountedForTheArchive() {
        byte[] extended = new TarBytes().pax('x', "comment", "c".repeat(60_000)).withoutEnd();
        byte[] global = new TarBytes().pax('g', "comment", "c".repeat(60_000)).withoutEnd();
        byte[] smallGlobal = new TarBytes().pax('g', "comment", "c").withoutEnd();
        byte[] member = new TarBytes().file("a", "alpha").withoutEnd();
        ArchiveLimits limits = new ArchiveLimits(1 << 20, 1 << 20, 1_000, 200, 64, false);

        assertRefused("two extended headers", stream(Stream.of(extended, extended, member)));
        assertRefused("too many extended headers",
                stream(Stream.concat(Stream.generate(() -> global).limit(20), Stream.of(member))));
        assertRefused("too many extended headers",
                stream(Stream.concat(Stream.generate(() -> smallGlobal).limit(100_000), Stream.of(member))));
        assertLimit("max-unpacked-bytes", stream(IntStream.range(0, 100).boxed().flatMap(i -> Stream.of(extended,
                TarBytes.header("f" + i, '0', 0644, 0, "")))), limits);
    }

    /** ar-908, for what the decoder would keep in memory until the end. */
    @Test
    void globalRecordsAreBoundedForTheArchive() {
        Stream<byte[]> parts = IntStream.range(0, 100).boxed().flatMap(i -> Stream.of(
                new TarBytes().pax('g', "k" + i, "v".repeat(1000)).withoutEnd(),
                TarBytes.header("f" + i, '0', 0644, 0, "")));

        assertRefused("global records", stream(parts));
    }

    /** ar-909: ext4 makes 65 000 links to one file, other file systems more; where it ends, files are copied. */
    @Test
    void hardLinksBeyondWhatTheFileSystemMakesAreCopies() throws IOException {
        int count = 66_000;
        Stream<byte[]> file = Stream.of(new TarBytes().file("t", 0755, "x").withoutEnd());
        Stream<byte[]> links = IntStream.range(0, count).mapToObj(i -> TarBytes.header("l" + i, '1', 0644, 0, "t"));

        Extracted extracted = extract(stream(Stream.concat(file, links), new byte[1024]), ArchiveLimits.defaults());

        assertThat(extracted.files()).isEqualTo(count + 1);
        assertThat(release.resolve("l" + (count - 1))).hasContent("x").isExecutable();
        assertThat(Files.getLastModifiedTime(release.resolve("l" + (count - 1))))
                .isEqualTo(Files.getLastModifiedTime(release.resolve("t")));
    }

    private void assertSize(String size, InputStream archive, ArchiveLimits limits) {
        assertThatThrownBy(() -> extract(archive, limits)).isInstanceOfSatisfying(DeployException.class,
                e -> assertThat(e.limit().seen()).isEqualTo(size + " bytes"));
    }

    private void assertLimit(String knob, InputStream archive, ArchiveLimits limits) {
        assertThatThrownBy(() -> extract(archive, limits)).isInstanceOfSatisfying(DeployException.class, e -> {
            assertThat(e.problem()).isEqualTo(Problem.LIMIT_EXCEEDED);
            assertThat(e.limit().knob()).isEqualTo(knob);
            assertThat(e.entry()).isNotNull();
        });
    }

    private void assertRefused(String reason, InputStream archive) {
        assertThatThrownBy(() -> extract(archive, ArchiveLimits.defaults())).hasMessageContaining(reason)
                .isInstanceOfSatisfying(DeployException.class,
                        e -> assertThat(e.problem()).isEqualTo(Problem.ARCHIVE_REFUSED));
    }

    private Extracted extract(InputStream archive, ArchiveLimits limits) throws IOException {
        return new TarExtractor(limits, SpaceCheck.NONE).extract(archive, release, temporary.resolve("links"),
                ExtractionProgress.NONE);
    }

    private void freshDirectory() throws IOException {
        release = Files.createTempDirectory(temporary, "release");
    }

    private static InputStream archive(byte[]... parts) {
        return stream(Stream.of(parts));
    }

    private static InputStream stream(Stream<byte[]> parts, byte[]... more) {
        Iterator<byte[]> all = Stream.concat(parts, Stream.of(more)).iterator();
        return new SequenceInputStream(new Enumeration<>() {
            @Override
            public boolean hasMoreElements() {
                return all.hasNext();
            }

            @Override
            public InputStream nextElement() {
                return new ByteArrayInputStream(all.next());
            }
        });
    }

    private static InputStream gzipped(Stream<byte[]> parts) {
        return ManyParts.gzip(parts);
    }
}
