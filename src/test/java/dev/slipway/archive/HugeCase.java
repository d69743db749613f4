package dev.slipway.archive;

import java.io.InputStream;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The cases of the corpus that are too big to store, at their full size, and what they must end with. */
enum HugeCase {
    BOMB("ar-900-gzip-bomb-10g", "max-ratio", false, () -> gzip(
            header("zeros.bin", '0', 10L << 30, ""), mebibytes(10 << 10))),
    ENTRIES("ar-901-entries-1m", "max-entries", true, () -> gzip(
            many(1_000_000, i -> file(String.format("%03d/%07d", i % 1000, i))))),
    /** Refused by the length of its paths, which ends before the depth does. */
    DEEP("ar-902-dirs-deep-100k", "refused", false, () -> gzip(many(100, i -> new TarBytes()
            .pax('x', "path", "d/".repeat(1 + 1000 * i)).directory("d/", 0755).withoutEnd()), end())),
    WIDE("ar-903-wide-dir-200k", "", true, () -> gzip(
            many(200_000, i -> file(String.format("w/%07d", i))), end())),
    FILE_OF_5_GIB("ar-904-big-file-5g", "", true, () -> plain(
            header("big.bin", '0', 5L << 30, ""), mebibytes(5 << 10), end())),
    FILE_OF_9_GIB("ar-905-big-file-9g-pax", "", true, () -> plain(
            Stream.of(new TarBytes().pax('x', "size", String.valueOf(9L << 30)).withoutEnd()),
            header("big.bin", '0', 0, ""), mebibytes(9 << 10), end())),
    ZEROS_BEHIND("ar-906-zero-records-10g", "refused", false, () -> gzip(
            Stream.of(new TarBytes().file("a.txt", "alpha").end()), mebibytes(10 << 10))),
    EMPTY_MEMBERS("ar-907-gzip-members-1m", "refused", false, () -> plain(
            many(1_000_000, i -> Shared.EMPTY_MEMBER), Stream.of(TarBytes.gzip(
                    new TarBytes().file("a.txt", "alpha").end())))),
    PAX_SPAM("ar-908-pax-spam-1g", "refused", false, () -> gzip(
            many(17_000, i -> Shared.COMMENT), Stream.of(new TarBytes().file("a.txt", "alpha").end()))),
    LINKS("ar-909-links-100k", "", true, () -> gzip(
            Stream.of(new TarBytes().file("t", "x").withoutEnd()),
            many(100_000, i -> TarBytes.header(String.format("l%06d", i), '1', 0644, 0, "t")), end())),
    DEPTH("path of 500 levels", "max-depth", false, () -> gzip(
            Stream.of(new TarBytes().pax('x', "path", "d/".repeat(500)).directory("d/", 0755).end()))),
    /** Claims of terabytes, which cost the sender one block. */
    CLAIM_OF_TERABYTES("claim of 64 TiB", "max-entry-bytes", false, () -> plain(
            Stream.of(new TarBytes().pax('x', "size", String.valueOf(64L << 40)).withoutEnd()),
            header("big.bin", '0', 0, ""), mebibytes(1))),
    CLAIMS_THAT_ADD_UP("claims of 1 TiB in all", "max-unpacked-bytes", false, () -> plain(
            header("first", '0', 512, ""), Stream.of(new byte[512]),
            Stream.of(new TarBytes().pax('x', "size", String.valueOf(64L << 30)).withoutEnd()),
            header("second", '0', 0, ""), mebibytes(1)));

    private static final class Shared {
        static final byte[] MEBIBYTE = new byte[1 << 20];
        static final byte[] EMPTY_MEMBER = TarBytes.gzip(new byte[0]);
        static final byte[] COMMENT = new TarBytes().pax('x', "comment", "c".repeat(60_000)).withoutEnd();
    }

    private final String id;
    private final String ends;
    private final boolean slow;
    private final Supplier<InputStream> archive;

    HugeCase(String id, String ends, boolean slow, Supplier<InputStream> archive) {
        this.id = id;
        this.ends = ends;
        this.slow = slow;
        this.archive = archive;
    }

    String id() {
        return id;
    }

    /** The limit that refuses it, {@code refused} where a rule does, or nothing when it is unpacked. */
    String ends() {
        return ends;
    }

    /** Whether it fills the disk with many files, or large ones. */
    boolean slow() {
        return slow;
    }

    InputStream archive() {
        return archive.get();
    }

    private static Stream<byte[]> many(int count, IntFunction<byte[]> part) {
        return IntStream.range(0, count).mapToObj(part);
    }

    private static Stream<byte[]> mebibytes(int count) {
        return many(count, i -> Shared.MEBIBYTE);
    }

    private static Stream<byte[]> header(String name, char type, long size, String link) {
        return Stream.of(TarBytes.header(name, type, 0644, size, link));
    }

    private static byte[] file(String name) {
        return TarBytes.header(name, '0', 0644, 0, "");
    }

    private static Stream<byte[]> end() {
        return Stream.of(new byte[1024]);
    }

    @SafeVarargs
    private static InputStream gzip(Stream<byte[]>... parts) {
        return ManyParts.gzip(Stream.of(parts).reduce(Stream.empty(), Stream::concat));
    }

    @SafeVarargs
    private static InputStream plain(Stream<byte[]>... parts) {
        return ManyParts.plain(Stream.of(parts).reduce(Stream.empty(), Stream::concat));
    }
}
