package dev.slipway.archive;

import java.util.Arrays;
import java.util.function.Supplier;

/** Cases for zstd, beside those of the corpus: what each is, and what its refusal says; nothing when it is taken. */
enum ZstdCase {
    ONE_FRAME("", () -> ZstdBytes.compressed(Shared.TAR)),
    UNKNOWN_CONTENT_SIZE("", () -> ZstdBytes.streamed(Shared.TAR, false)),
    RIGHT_CHECKSUM("", () -> ZstdBytes.streamed(Shared.TAR, true)),
    TWO_FRAMES("", () -> new ZstdBytes().bytes(ZstdBytes.compressed(Shared.head(700)))
            .bytes(ZstdBytes.compressed(Shared.tail(700))).toByteArray()),
    A_FRAME_FOR_EACH_BLOCK("", () -> {
        ZstdBytes frames = new ZstdBytes();
        for (int at = 0; at < Shared.TAR.length; at += 512) {
            frames.bytes(ZstdBytes.streamed(Arrays.copyOfRange(Shared.TAR, at, at + 512), true));
        }
        return frames.toByteArray();
    }),
    SKIPPABLE_FRAMES("", () -> new ZstdBytes().skippable(0, 3).bytes(ZstdBytes.compressed(Shared.head(100)))
            .skippable(15, 0).skippable(7, 40).bytes(ZstdBytes.compressed(Shared.tail(100))).skippable(1, 1)
            .toByteArray()),
    EVERY_KIND_OF_SKIPPABLE_FRAME("", () -> {
        ZstdBytes frames = new ZstdBytes();
        for (int kind = 0; kind < 16; kind++) {
            frames.skippable(kind, kind);
        }
        return frames.bytes(ZstdBytes.compressed(Shared.TAR)).toByteArray();
    }),
    EMPTY_FRAMES("", () -> new ZstdBytes().bytes(ZstdBytes.compressed(new byte[0]))
            .bytes(ZstdBytes.compressed(Shared.TAR)).bytes(ZstdBytes.streamed(new byte[0], true)).toByteArray()),
    RAW_BLOCKS("", () -> new ZstdBytes().frame(1 << 3).raw(Shared.head(512), false).raw(Shared.tail(512), true)
            .toByteArray()),
    REPEATED_BYTES("", () -> new ZstdBytes().frame(0).raw(Shared.head(1024), false).repeated(0, 1024, true)
            .toByteArray()),
    ONE_SEGMENT("", () -> new ZstdBytes().segment(Shared.TAR.length).raw(Shared.TAR, true).toByteArray()),
    WINDOW_OF_8_MIB("", () -> new ZstdBytes().frame(ZstdBytes.WINDOW_8_MIB).raw(Shared.TAR, true).toByteArray()),

    /** As bsdtar pads what it writes to a pipe. */
    ZEROS_BEHIND("", () -> new ZstdBytes().bytes(ZstdBytes.streamed(Shared.TAR, true)).bytes(new byte[600]).toByteArray()),
    ONE_ZERO_BEHIND("", () -> new ZstdBytes().skippable(2, 7).bytes(ZstdBytes.compressed(Shared.TAR)).put(0)
            .toByteArray()),

    WINDOW_OF_9_MIB("8 MiB", () -> new ZstdBytes().frame(ZstdBytes.WINDOW_8_MIB | 1).raw(Shared.TAR, true)
            .toByteArray()),
    WINDOW_OF_16_MIB("8 MiB", () -> new ZstdBytes().frame(14 << 3).raw(Shared.TAR, true).toByteArray()),
    LARGEST_WINDOW_THERE_IS("8 MiB", () -> new ZstdBytes().frame(0xff).raw(Shared.TAR, true).toByteArray()),
    LARGE_WINDOW_IN_THE_SECOND_FRAME("8 MiB", () -> new ZstdBytes().bytes(ZstdBytes.compressed(Shared.head(512)))
            .frame(20 << 3).raw(Shared.tail(512), true).toByteArray()),
    SEGMENT_OF_4_GIB("8 MiB", () -> new ZstdBytes().segment(0xffffffffL).raw(Shared.TAR, true).toByteArray()),
    WRONG_CHECKSUM("checksum", () -> changed(ZstdBytes.streamed(Shared.TAR, true), 1)),
    WRONG_CHECKSUM_IN_THE_FIRST_OF_TWO("checksum", () -> new ZstdBytes()
            .bytes(changed(ZstdBytes.streamed(Shared.head(512), true), 2))
            .bytes(ZstdBytes.streamed(Shared.tail(512), true)).toByteArray()),
    DICTIONARY("dictionary", () -> new ZstdBytes().dictionary(77).raw(Shared.TAR, true).toByteArray()),
    RESERVED_BIT("zstd", () -> new ZstdBytes().reservedHeader().raw(Shared.TAR, true).toByteArray()),
    RESERVED_BLOCK("zstd", () -> new ZstdBytes().frame(0).raw(Shared.head(512), false)
            .block(ZstdBytes.RESERVED, 512, true).bytes(Shared.tail(512)).toByteArray()),
    BLOCK_OVER_THE_WINDOW("zstd", () -> new ZstdBytes().frame(0).block(ZstdBytes.RAW, ZstdBytes.BLOCK, true)
            .bytes(new byte[ZstdBytes.BLOCK]).toByteArray()),
    MORE_THAN_THE_CONTENT_SIZE("zstd", () -> new ZstdBytes().segment(Shared.TAR.length - 512)
            .raw(Shared.TAR, true).toByteArray()),
    LESS_THAN_THE_CONTENT_SIZE("zstd", () -> new ZstdBytes().segment(Shared.TAR.length + 512)
            .raw(Shared.TAR, true).toByteArray()),
    NO_LAST_BLOCK("zstd", () -> new ZstdBytes().frame(0).raw(Shared.TAR, false).toByteArray()),
    ONE_BYTE_BEHIND("zstd", () -> new ZstdBytes().bytes(ZstdBytes.compressed(Shared.TAR)).put(1).toByteArray()),
    A_BEGINNING_OF_A_FRAME_BEHIND("zstd", () -> new ZstdBytes().bytes(ZstdBytes.compressed(Shared.TAR))
            .put(0x28, 0xb5, 0x2f, 0xfd).toByteArray()),
    A_BEGINNING_OF_A_SKIPPABLE_FRAME_BEHIND("zstd", () -> new ZstdBytes().bytes(ZstdBytes.compressed(Shared.TAR))
            .put(0x50, 0x2a, 0x4d, 0x18, 9, 0, 0, 0, 1).toByteArray()),
    ZEROS_AND_MORE_BEHIND("not zstd", () -> new ZstdBytes().bytes(ZstdBytes.compressed(Shared.TAR))
            .bytes(new byte[600]).put(1).toByteArray()),
    TOO_MANY_ZEROS_BEHIND("padding", () -> new ZstdBytes().bytes(ZstdBytes.compressed(Shared.TAR))
            .bytes(new byte[(1 << 20) + 1]).toByteArray()),
    GZIP_BEHIND("not zstd", () -> new ZstdBytes().bytes(ZstdBytes.compressed(Shared.TAR))
            .bytes(TarBytes.gzip(Shared.TAR)).toByteArray()),
    GARBAGE_BETWEEN("not zstd", () -> new ZstdBytes().bytes(ZstdBytes.compressed(Shared.head(512))).put(1, 2, 3, 4, 5)
            .bytes(ZstdBytes.compressed(Shared.tail(512))).toByteArray()),
    TAR_BEHIND_THE_TAR("follows the end", () -> new ZstdBytes().bytes(ZstdBytes.compressed(Shared.TAR))
            .bytes(ZstdBytes.compressed(Shared.TAR)).toByteArray()),
    OLD_MAGIC("not a tar archive", () -> changed(ZstdBytes.compressed(Shared.TAR), -1)),
    NOTHING_BUT_SKIPPABLE_FRAMES("archive", () -> new ZstdBytes().skippable(3, 100).skippable(4, 0).toByteArray()),
    NOTHING_BUT_AN_EMPTY_FRAME("archive", () -> ZstdBytes.compressed(new byte[0])),
    GZIP_INSIDE("not a tar archive", () -> ZstdBytes.compressed(TarBytes.gzip(Shared.TAR))),
    /** 32 768 to 1. */
    BOMB("max-ratio", () -> {
        ZstdBytes frame = new ZstdBytes().frame(ZstdBytes.WINDOW_8_MIB)
                .raw(TarBytes.header("zeros", '0', 0644, 4L << 30, ""), false);
        for (int i = 0; i < 32_767; i++) {
            frame.repeated(0, ZstdBytes.BLOCK, false);
        }
        return frame.repeated(0, ZstdBytes.BLOCK, true).toByteArray();
    });

    static final class Shared {
        /** Four blocks: a file and the end. */
        static final byte[] TAR = new TarBytes().file("a.txt", "alpha").end();

        static byte[] head(int length) {
            return Arrays.copyOf(TAR, length);
        }

        static byte[] tail(int from) {
            return Arrays.copyOfRange(TAR, from, TAR.length);
        }
    }

    private final String refusal;
    private final Supplier<byte[]> archive;

    ZstdCase(String refusal, Supplier<byte[]> archive) {
        this.refusal = refusal;
        this.archive = archive;
    }

    /** What its refusal says, or nothing when it is taken. */
    String refusal() {
        return refusal;
    }

    byte[] archive() {
        return archive.get();
    }

    /** With one bit of the byte changed that stands so far before the end; below 0, of the first. */
    private static byte[] changed(byte[] bytes, int fromEnd) {
        bytes[fromEnd < 0 ? 0 : bytes.length - fromEnd] ^= 1;
        return bytes;
    }
}
