package dev.slipway.archive;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes zstd frames byte by byte (RFC 8878), with whatever in them a test wants. */
final class ZstdBytes {
    static final int RAW = 0;
    static final int RLE = 1;
    static final int RESERVED = 3;
    /** Window descriptor of 8 MiB: 2^(10 + 13). */
    static final int WINDOW_8_MIB = 13 << 3;
    /** Largest content of a block. */
    static final int BLOCK = 128 << 10;
    private static final int SINGLE_SEGMENT = 0x20;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** A frame header without content size. */
    ZstdBytes frame(int windowDescriptor) {
        return magic().put(0, windowDescriptor);
    }

    /** A frame header of one segment that says how many bytes come, below 2^32. */
    ZstdBytes segment(long contentSize) {
        return magic().put(0x80 | SINGLE_SEGMENT).littleEndian(contentSize, 4);
    }

    /** A frame header that asks for a dictionary. */
    ZstdBytes dictionary(int id) {
        return magic().put(1, WINDOW_8_MIB, id);
    }

    /** A frame header with its reserved bit set. */
    ZstdBytes reservedHeader() {
        return magic().put(0x08, WINDOW_8_MIB);
    }

    ZstdBytes raw(byte[] content, boolean last) {
        return block(RAW, content.length, last).bytes(content);
    }

    ZstdBytes repeated(int value, int count, boolean last) {
        return block(RLE, count, last).put(value);
    }

    ZstdBytes block(int type, int size, boolean last) {
        return littleEndian((long) size << 3 | type << 1 | (last ? 1 : 0), 3);
    }

    ZstdBytes skippable(int kind, int length) {
        return put(0x50 | kind, 0x2a, 0x4d, 0x18).littleEndian(length, 4).bytes(new byte[length]);
    }

    ZstdBytes bytes(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    ZstdBytes put(int... bytes) {
        for (int b : bytes) {
            out.write(b);
        }
        return this;
    }

    byte[] toByteArray() {
        return out.toByteArray();
    }

    /** One frame of the library's with its content size. */
    static byte[] compressed(byte[] content) {
        return Zstd.compress(content);
    }

    /** One frame of the library's, as a stream makes it: without content size. */
    static byte[] streamed(byte[] content, boolean checksum) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZstdOutputStream zstd = new ZstdOutputStream(out)) {
            zstd.setChecksum(checksum);
            zstd.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private ZstdBytes magic() {
        return put(0x28, 0xb5, 0x2f, 0xfd);
    }

    private ZstdBytes littleEndian(long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (value >> 8 * i));
        }
        return this;
    }
}
