package dev.slipway.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives as tools make them that are too large to have for a test: the same headers, made by hand. */
class ForeignConventionsTest {
    @TempDir
    private Path temporary;
    private Path release;

    @BeforeEach
    void makeDirectory() throws IOException {
        release = Files.createDirectory(temporary.resolve("release"));
    }

    /** Go's archive/tar: ustar where that holds it, else a PAX header with a name of its own and no fields. */
    @Test
    void goWritesPaxHeadersWithoutModeAndOwner() throws IOException {
        String name = "dir/" + "é".repeat(120);
        byte[] records = "22 mtime=1700000000.5\n".getBytes();
        unpack(new TarBytes().directory("dir/", 0755)
                .raw(goPaxHeader("dir/PaxHeaders.0/e", name, records))
                .raw(TarBytes.header("dir/eee", '0', 0644, 5, "")).raw(TarBytes.padded("hello".getBytes()))
                .file("dir/plain", 0755, "x").symbolicLink("dir/l", "plain").end());

        assertThat(release.resolve(name)).hasContent("hello");
        assertThat(Files.getLastModifiedTime(release.resolve(name)).toMillis()).isEqualTo(1_700_000_000_500L);
        assertThat(release.resolve("dir/l")).hasContent("x");
    }

    /** Layers without whiteouts: parents may be missing or come twice, capabilities are binary, hard links go upward. */
    @Test
    void layersOfImages() throws IOException {
        unpack(new TarBytes().directory("usr/", 0755).directory("usr/bin/", 0755)
                .pax('x', "SCHILY.xattr.security.capability", "\u0001\u0000\u0000\u0002")
                .file("usr/bin/tool", 0755, "tool").hardLink("usr/bin/same", "usr/bin/tool")
                .symbolicLink("usr/bin/alias", "tool").file("app/index.html", "<h1>").directory("app/", 0755)
                .file("app/.hidden", "").end());

        assertThat(release.resolve("usr/bin/same")).hasContent("tool").isExecutable();
        assertThat(release.resolve("usr/bin/alias")).hasContent("tool");
        assertThat(release.resolve("app/index.html")).hasContent("<h1>");
        assertThat(release.resolve("app/.hidden")).isEmptyFile();
    }

    /** Numbers over the fields' octal digits, as commons-compress writes them for Ant, Gradle and Maven. */
    @Test
    void largeOwnersInBase256() throws IOException {
        byte[] header = TarBytes.header("a", '0', 0644, 5, "");
        for (int field : new int[] {108, 116}) {
            System.arraycopy(new byte[] {(byte) 0x80, 0, 0, 0, 0x7f, 1, 2, 3}, 0, header, field, 8);
        }
        unpack(new TarBytes().raw(TarBytes.signed(header)).raw(TarBytes.padded("hello".getBytes())).end());

        assertThat(release.resolve("a")).hasContent("hello");
    }

    private static byte[] goPaxHeader(String header, String path, byte[] more) {
        int rest = (" path=" + path + "\n").getBytes().length;
        byte[] record = (rest + 3 + " path=" + path + "\n").getBytes();
        byte[] all = Arrays.copyOf(record, record.length + more.length);
        System.arraycopy(more, 0, all, record.length, more.length);
        byte[] block = TarBytes.header(header, 'x', 0, all.length, "");
        return new TarBytes().raw(block).raw(TarBytes.padded(all)).withoutEnd();
    }

    private void unpack(byte[] tar) throws IOException {
        Extracted extracted = new TarExtractor(ArchiveLimits.defaults(), SpaceCheck.NONE).extract(
                new ByteArrayInputStream(tar), release, temporary.resolve("links"), ExtractionProgress.NONE);
        assertThat(extracted.endOfArchive()).isTrue();
    }
}
