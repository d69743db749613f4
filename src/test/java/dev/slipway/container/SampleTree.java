package dev.slipway.container;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * A component that exists only as the rule by which its bytes are made: files of pseudo-random bytes, which no
 * compression can shrink. It writes itself as a tar of any size in constant memory.
 *
 * @param seed two trees of the same seed and shape are equal
 * @param files how many files
 * @param fileBytes size of each
 */
record SampleTree(long seed, int files, long fileBytes) {
    private static final int FILES_PER_DIRECTORY = 100;

    /** About as large as said, in files of 4 MiB. */
    static SampleTree ofBytes(long seed, long bytes) {
        long each = 4L << 20;
        return new SampleTree(seed, Math.toIntExact(Math.max(1, (bytes + each - 1) / each)), each);
    }

    /** A tree of the same shape with other bytes. */
    SampleTree withSeed(long other) {
        return new SampleTree(other, files, fileBytes);
    }

    long bytes() {
        return files * fileBytes;
    }

    /** As files below an existing directory. */
    void writeTo(Path directory) throws IOException {
        for (int i = 0; i < files; i++) {
            Path file = directory.resolve(name(i));
            Files.createDirectories(file.getParent());
            try (OutputStream out = Files.newOutputStream(file)) {
                writeFile(i, out);
            }
        }
    }

    /** A plain tar; the stream stays open. */
    void writeTar(OutputStream out) throws IOException {
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out);
        for (int i = 0; i < files; i++) {
            TarArchiveEntry entry = new TarArchiveEntry(name(i));
            entry.setSize(fileBytes);
            tar.putArchiveEntry(entry);
            writeFile(i, tar);
            tar.closeArchiveEntry();
        }
        tar.finish();
        tar.flush();
    }

    /** The digest that {@link #digestOf} of a complete copy has. */
    String digest() throws IOException {
        TreeMap<String, String> digests = new TreeMap<>();
        for (int i = 0; i < files; i++) {
            MessageDigest digest = sha256();
            writeFile(i, new OutputStream() {
                @Override
                public void write(int b) {
                    digest.update((byte) b);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) {
                    digest.update(bytes, offset, length);
                }
            });
            digests.put(name(i), HexFormat.of().formatHex(digest.digest()));
        }
        return digestOf(digests);
    }

    /** Over the names and contents of all files below a directory. */
    static String digestOf(Path directory) throws IOException {
        Path root = directory.toRealPath();
        TreeMap<String, String> digests = new TreeMap<>();
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path file : tree.filter(Files::isRegularFile).toList()) {
                digests.put(root.relativize(file).toString(), digestOfFile(file));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return digestOf(digests);
    }

    /** A tar of small text files, given as name, text, name, text. */
    static byte[] textTar(List<String> namesAndTexts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            for (int i = 0; i < namesAndTexts.size(); i += 2) {
                byte[] text = namesAndTexts.get(i + 1).getBytes(StandardCharsets.UTF_8);
                TarArchiveEntry entry = new TarArchiveEntry(namesAndTexts.get(i), true);
                entry.setSize(text.length);
                tar.putArchiveEntry(entry);
                tar.write(text);
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static String name(int i) {
        return "dir-" + i / FILES_PER_DIRECTORY + "/file-" + i + ".bin";
    }

    private void writeFile(int index, OutputStream out) throws IOException {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + index);
        byte[] buffer = new byte[64 * 1024];
        for (long left = fileBytes; left > 0; left -= buffer.length) {
            random.nextBytes(buffer);
            out.write(buffer, 0, (int) Math.min(left, buffer.length));
        }
    }

    static String digestOfFile(Path file) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[64 * 1024];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String digestOf(TreeMap<String, String> digests) {
        return HexFormat.of().formatHex(sha256().digest(digests.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
