package dev.slipway.corpus;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Two parts, the operation object and the archive, with the boundary that the corpus uses. */
final class CorpusBody {
    static final String BOUNDARY = "BND";
    /** The one file of the archive of {@link #small}. */
    static final String FILE = "a.txt";
    static final String TEXT = "deployed";

    private CorpusBody() {}

    static byte[] small(String project) {
        return of(project, CorpusBody.ascii(archiveText()));
    }

    /** The archive of {@link #small}, a character for each byte. */
    static String archiveText() {
        return new String(tar(Map.of(FILE, TEXT.getBytes(StandardCharsets.UTF_8))), StandardCharsets.ISO_8859_1);
    }

    /** A file of this size that no compression shrinks, before the one of {@link #small}. */
    static byte[] large(String project, int size) {
        byte[] noise = new byte[size];
        new Random(project.hashCode()).nextBytes(noise);
        return of(project, tar(new java.util.TreeMap<>(Map.of("0.bin", noise, FILE, TEXT.getBytes(StandardCharsets.UTF_8)))));
    }

    static byte[] of(String project, byte[] archive) {
        return of("{\"operation\":\"deploy_component\",\"project\":\"" + project + "\"}", "application/json", archive);
    }

    static byte[] of(String operation, String type, byte[] archive) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(ascii("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"operation\"\r\nContent-Type: "
                + type + "\r\n\r\n" + operation + "\r\n--" + BOUNDARY + "\r\nContent-Disposition: form-data; "
                + "name=\"payload\"; filename=\"a.tar\"\r\n\r\n"));
        body.writeBytes(archive);
        body.writeBytes(ascii("\r\n--" + BOUNDARY + "--\r\n"));
        return body.toByteArray();
    }

    static byte[] tar(Map<String, byte[]> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
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

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
