package dev.slipway.web;

import com.github.luben.zstd.Zstd;
import dev.slipway.model.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Archives to send, and what came of them. */
final class Archives {
    private Archives() {}

    /** A tar of these files, sorted by name; names may be illegal. */
    static byte[] tar(Map<String, byte[]> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (Map.Entry<String, byte[]> file : new TreeMap<>(files).entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey(), true);
                entry.setSize(file.getValue().length);
                tar.putArchiveEntry(entry);
                tar.write(file.getValue());
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static byte[] tar(String name, String text) {
        return tar(Map.of(name, text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Everything but the end-of-archive mark and what pads it. */
    static byte[] withoutEnd(byte[] tar) {
        int end = tar.length;
        while (end >= 512 && allZero(tar, end - 512)) {
            end -= 512;
        }
        return Arrays.copyOf(tar, end);
    }

    private static boolean allZero(byte[] tar, int from) {
        for (int i = from; i < from + 512; i++) {
            if (tar[i] != 0) {
                return false;
            }
        }
        return true;
    }

    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static byte[] zstd(byte[] bytes) {
        return Zstd.compress(bytes);
    }

    /** Bytes that no compression shrinks. */
    static byte[] noise(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static Digest digest(byte[] bytes) {
        try {
            return Digest.of(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The digest of every file below a directory by its path; a link is followed only at the root. */
    static Map<String, Digest> digests(Path root) throws IOException {
        Map<String, Digest> digests = new TreeMap<>();
        Path real = root.toRealPath();
        try (Stream<Path> all = Files.walk(real)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                digests.put(real.relativize(file).toString(), digest(Files.readAllBytes(file)));
            }
        }
        return digests;
    }

    static Map<String, Digest> digests(Map<String, byte[]> files) {
        Map<String, Digest> digests = new TreeMap<>();
        files.forEach((name, bytes) -> digests.put(name, digest(bytes)));
        return digests;
    }
}
