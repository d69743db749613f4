package dev.slipway.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarGuardTest {
    private static final int MUTATIONS = Boolean.getBoolean("slipway.test.long") ? 3_000 : 1_000;

    @TempDir
    private Path temporary;

    @Test
    void whatItPassesOnIsWhatItReadWithoutTheTail() throws IOException {
        byte[] archive = new TarBytes().pax('g', "comment", "c").pax('x', "path", "longer").file("a", "alpha")
                .file("b", "x".repeat(200_000)).end();

        byte[] withTail = Arrays.copyOf(archive, archive.length + 4096);
        try (InputStream guard = new TarGuard(Feeds.RANDOM.of(withTail), quota())) {
            assertThat(guard.readAllBytes()).isEqualTo(archive);
        }
    }

    @Test
    void contentGoesIntoTheBufferOfWhoReadsInOnePiece() throws IOException {
        byte[] archive = new TarBytes().file("a", "x".repeat(1 << 20)).end();
        InputStream guard = new TarGuard(new ByteArrayInputStream(archive), quota());
        guard.readNBytes(512);
        byte[] buffer = new byte[64 << 10];
        int whole = 0;
        for (int n = guard.read(buffer); n > 0 && whole < 10; n = guard.read(buffer)) {
            whole += n == buffer.length ? 1 : 0;
        }

        assertThat(whole).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"12345678901", "000000005x\0", "\0" + "0000000005", "5\0" + "00000000\0", " -5        ",
        "0x5        "})
    void aSizeThatReadersTakeDifferentlyIsRefused(String field) {
        byte[] header = TarBytes.header("a", '0', 0644, 0, "");
        Arrays.fill(header, 124, 136, (byte) 0);
        TarBytes.put(header, 124, field);
        byte[] archive = new TarBytes().raw(TarBytes.signed(header)).raw(new byte[512]).end();

        assertThatThrownBy(() -> read(archive)).hasMessageContaining("not a number").hasMessageContaining("\"a\"");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x81, 0xc0, 0xff})
    void aBase256SizeWithMoreBitsThanReadersTakeIsRefused(int first) {
        byte[] header = TarBytes.header("a", '0', 0644, 0, "");
        Arrays.fill(header, 124, 136, (byte) 0);
        header[124] = (byte) first;

        assertThatThrownBy(() -> read(new TarBytes().raw(TarBytes.signed(header)).end()))
                .hasMessageContaining("not a number");
    }

    @Test
    void recordsThatMakeReadersDifferAreRefused() {
        for (String[] record : new String[][] {{"GNU.sparse.size", "5"}, {"SCHILY.filetype", "sparse"},
            {"hdrcharset", "BINARY"}, {"mtime", "1e9"}, {"comment", "a\0b"}}) {
            assertThatThrownBy(() -> read(new TarBytes().pax('x', record).file("a", "").end())).as(record[0])
                    .isInstanceOf(DeployException.class);
        }
        assertThatThrownBy(() -> read(new TarBytes().pax('g', "path", "b").file("a", "").end()))
                .hasMessageContaining("global header says path");
        assertThatThrownBy(() -> read(new TarBytes().pax('x', "path", "b", "path", "c").file("a", "").end()))
                .hasMessageContaining("path twice");
    }

    @Test
    void namesOfGnuAndPaxAreNotMixedOrDoubled() {
        byte[] gnu = new TarBytes().raw(TarBytes.header("././@LongLink", 'L', 0, 2, ""))
                .raw(TarBytes.padded("b\0".getBytes())).withoutEnd();

        assertThatThrownBy(() -> read(new TarBytes().raw(gnu).raw(gnu).file("a", "").end()))
                .hasMessageContaining("two extended");
        assertThatThrownBy(() -> read(new TarBytes().raw(gnu).pax('x', "mtime", "1").file("a", "").end()))
                .hasMessageContaining("mixed");
        assertThatThrownBy(() -> read(new TarBytes().raw(gnu).end())).hasMessageContaining("no member follows");
    }

    @Test
    void everyBorderThatTheDecoderSeesIsTheGuards() throws IOException {
        byte[] hidden = new TarBytes().file("hidden", "x").withoutEnd();
        byte[] archive = new TarBytes().pax('x', "size", String.valueOf(hidden.length))
                .raw(TarBytes.header("outer", '0', 0644, 0, "")).raw(hidden).end();

        assertThat(extract(archive).keySet()).containsExactly("outer");
    }

    @Test
    void mutatedArchivesAreExtractedOrRefusedAndNothingElse() throws IOException {
        Random random = new Random(42);
        byte[] archive = new TarBytes().pax('g', "comment", "0123").raw(TarExtractorTest.sample()).end();
        byte[] useful = Arrays.copyOf(archive, archive.length - 2048);
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] mutated = mutated(useful, random);
            try {
                extract(mutated);
            } catch (DeployException e) {
                assertThat(e.problem()).isIn(Problem.ARCHIVE_REFUSED, Problem.LIMIT_EXCEEDED);
            } catch (IOException | RuntimeException e) {
                fail("mutation " + i, e);
            }
        }
        try (var left = Files.list(temporary)) {
            assertThat(left).allMatch(path -> path.getFileName().toString().startsWith("release"));
        }
    }

    /** Changes some bytes of headers and puts the checksums right again, so that the change is read. */
    private static byte[] mutated(byte[] archive, Random random) {
        byte[] mutated = archive.clone();
        int changes = 1 + random.nextInt(3);
        for (int c = 0; c < changes; c++) {
            int block = random.nextInt(mutated.length / 512) * 512;
            byte[] header = Arrays.copyOfRange(mutated, block, block + 512);
            boolean isHeader = TarHeader.hasRightChecksum(header);
            header[random.nextInt(isHeader ? 345 : 40)] = (byte) random.nextInt(256);
            byte[] changed = isHeader && random.nextInt(10) > 0 ? TarBytes.signed(header) : header;
            System.arraycopy(changed, 0, mutated, block, 512);
        }
        return random.nextInt(10) == 0 ? Arrays.copyOf(mutated, random.nextInt(mutated.length)) : mutated;
    }

    private Map<String, Trees.Node> extract(byte[] archive) throws IOException {
        Path release = Files.createTempDirectory(temporary, "release");
        ArchiveLimits limits = new ArchiveLimits(1 << 20, 1 << 20, 1_000, 200, 64, false);
        new TarExtractor(limits, SpaceCheck.NONE).extract(new ByteArrayInputStream(archive), release,
                temporary.resolve("links"), ExtractionProgress.NONE);
        return Trees.under(release);
    }

    private static void read(byte[] archive) throws IOException {
        try (InputStream guard = new TarGuard(new ByteArrayInputStream(archive), quota())) {
            guard.readAllBytes();
        }
    }

    private static Quota quota() {
        return new Quota(ArchiveLimits.defaults(), () -> Long.MAX_VALUE);
    }
}
