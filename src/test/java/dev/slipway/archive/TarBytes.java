package dev.slipway.archive;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes tar archives byte by byte, with whatever in them a test wants. */
final class TarBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    TarBytes file(String name, String content) {
        return file(name, 0644, content);
    }

    TarBytes file(String name, int mode, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        return raw(header(name, '0', mode, bytes.length, "")).raw(padded(bytes));
    }

    TarBytes directory(String name, int mode) {
        return raw(header(name, '5', mode, 0, ""));
    }

    TarBytes symbolicLink(String name, String target) {
        return raw(header(name, '2', 0777, 0, target));
    }

    TarBytes hardLink(String name, String target) {
        return raw(header(name, '1', 0644, 0, target));
    }

    /** An extended header of the type with these keywords and values in turn. */
    TarBytes pax(char type, String... records) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < records.length; i += 2) {
            text.append(record(records[i], records[i + 1]));
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        return raw(header("PaxHeaders/x", type, 0644, bytes.length, "")).raw(padded(bytes));
    }

    TarBytes raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    byte[] withoutEnd() {
        return out.toByteArray();
    }

    byte[] end() {
        return raw(new byte[1024]).withoutEnd();
    }

    static byte[] header(String name, char type, int mode, long size, String link) {
        byte[] block = new byte[512];
        put(block, 0, name);
        put(block, 100, String.format("%07o", mode));
        put(block, 108, "0001750");
        put(block, 116, "0001750");
        put(block, 124, String.format("%011o", size));
        put(block, 136, "14524770400");
        block[156] = (byte) type;
        put(block, 157, link);
        put(block, 257, "ustar\00000");
        return signed(block);
    }

    /** Puts the checksum right. */
    static byte[] signed(byte[] block) {
        Arrays.fill(block, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        put(block, 148, String.format("%06o\0 ", sum));
        return block;
    }

    static void put(byte[] block, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, block, offset, bytes.length);
    }

    static byte[] padded(byte[] bytes) {
        return Arrays.copyOf(bytes, (bytes.length + 511) / 512 * 512);
    }

    /** One gzip member of the bytes. */
    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        gzip.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 255});
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(bytes);
        deflater.finish();
        byte[] buffer = new byte[8192];
        while (!deflater.finished()) {
            gzip.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        CRC32 crc = new CRC32();
        crc.update(bytes);
        littleEndian(gzip, crc.getValue());
        littleEndian(gzip, bytes.length);
        return gzip.toByteArray();
    }

    private static void littleEndian(ByteArrayOutputStream out, long value) {
        for (int shift = 0; shift < 32; shift += 8) {
            out.write((int) (value >> shift));
        }
    }

    private static String record(String key, String value) {
        int rest = (" " + key + "=" + value + "\n").getBytes(StandardCharsets.UTF_8).length;
        int length = rest + 1;
        while (String.valueOf(length).length() + rest != length) {
            length = String.valueOf(length).length() + rest;
        }
        return length + " " + key + "=" + value + "\n";
    }
}
