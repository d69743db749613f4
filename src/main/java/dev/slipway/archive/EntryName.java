package dev.slipway.archive;

import dev.slipway.problem.DeployException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Name of one file as the bytes that stand on the disk, which must be UTF-8. Ordered by those bytes, so that the order
 * does not depend on the machine.
 *
 * <p>Java decodes names by the locale of the process. Where that is not UTF-8, the bytes are taken from the path's URI,
 * which keeps them: a build server with {@code LANG=C} packs the same bytes as a desk.
 *
 * @param path the name alone, to be resolved against its directory
 * @param bytes the name in UTF-8; not to be written to
 */
record EntryName(Path path, byte[] bytes) implements Comparable<EntryName> {
    private static final boolean UTF_8_NAMES =
            "UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding", "UTF-8"));
    private static final char UNDECODABLE = '\ufffd';

    /**
     * @param path a path whose last element is the name
     * @throws PackingFailedException when the bytes are not UTF-8
     */
    static EntryName of(Path path) throws PackingFailedException {
        return of(path, UTF_8_NAMES);
    }

    static EntryName of(Path path, boolean decodedAsUtf8) throws PackingFailedException {
        Path name = path.getFileName();
        String text = name.toString();
        if (isAscii(text) || decodedAsUtf8 && text.indexOf(UNDECODABLE) < 0) {
            return new EntryName(name, text.getBytes(StandardCharsets.UTF_8));
        }
        byte[] bytes = bytesOf(path.toUri());
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException e) {
            throw PackingFailedException.refused(DeployException.printable(text), "its name is not UTF-8",
                    "Rename it; convmv can do that for a whole tree.");
        }
        return new EntryName(name, bytes);
    }

    /** The name, decoded. */
    String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Bytes of the last element: the raw path of a file URI has every byte that is not plain as %XX. */
    private static byte[] bytesOf(URI uri) {
        String raw = uri.getRawPath();
        int end = raw.endsWith("/") ? raw.length() - 1 : raw.length();
        int from = raw.lastIndexOf('/', end - 1) + 1;
        byte[] bytes = new byte[end - from];
        int length = 0;
        for (int i = from; i < end; i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                bytes[length++] = (byte) Integer.parseInt(raw, i + 1, i + 3, 16);
                i += 2;
            } else {
                bytes[length++] = (byte) c;
            }
        }
        return Arrays.copyOf(bytes, length);
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int compareTo(EntryName other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EntryName that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return text();
    }
}
