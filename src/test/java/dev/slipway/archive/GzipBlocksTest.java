package dev.slipway.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GzipBlocksTest {
    private static final int BLOCK = GzipBlock.BYTES;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 9 * BLOCK + 77})
    void anyLengthComesBack(int length) throws IOException {
        byte[] content = words(length);
        assertThat(gunzip(gzip(content, 6, 2))).isEqualTo(content);
    }

    @Test
    void bytesThatDoNotCompressComeBack() throws IOException {
        byte[] noise = new byte[5 * BLOCK + 3];
        new Random(7).nextBytes(noise);
        byte[] packed = gzip(noise, 6, 2);
        assertThat(gunzip(packed)).isEqualTo(noise);
        assertThat(packed.length).isLessThan(noise.length + noise.length / 500);
    }

    @Test
    void theBytesDoNotDependOnTheNumberOfThreads() throws IOException {
        byte[] content = words(12 * BLOCK + 5);
        byte[] alone = gzip(content, 6, 1);
        assertThat(gzip(content, 6, 2)).isEqualTo(alone);
        assertThat(gzip(content, 6, 8)).isEqualTo(alone);
    }

    @Test
    void theBytesDoNotDependOnHowTheyAreWritten() throws IOException {
        byte[] content = words(2 * BLOCK + 5);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GzipBlocks gzip = new GzipBlocks(out, 6, 2)) {
            Random lengths = new Random(3);
            for (int at = 0; at < content.length; ) {
                int count = Math.min(content.length - at, lengths.nextInt(40_000));
                gzip.write(content, at, count);
                at += count;
            }
            gzip.finish();
        }
        assertThat(out.toByteArray()).isEqualTo(gzip(content, 6, 2));
    }

    @Test
    void theSizeIsThatOfPlainGzipWithinOnePercent() throws IOException {
        byte[] content = words(20 * BLOCK);
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(plain)) {
            gzip.write(content);
        }
        assertThat(gzip(content, 6, 2).length).isLessThan((int) (plain.size() * 1.01));
    }

    /** Text and noise in turns, of any lengths. */
    private static byte[] mixed(int length) {
        byte[] content = words(length);
        Random random = new Random(length);
        for (int at = 0; at < length;) {
            int count = Math.min(length - at, 1 + random.nextInt(90_000));
            if (random.nextBoolean()) {
                byte[] noise = new byte[count];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, content, at, count);
            }
            at += count;
        }
        return content;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 6, 9})
    void textAndImagesInTurnsComeBackAndAreHardlyLarger(int level) throws IOException {
        for (int length = BLOCK - 1; length < 60 * BLOCK; length = length * 3 + 77) {
            byte[] content = mixed(length);
            byte[] packed = gzip(content, level, 2);
            assertThat(gunzip(packed)).isEqualTo(content);
            assertThat(gzip(content, level, 1)).as("the same with another number of threads").isEqualTo(packed);
            ByteArrayOutputStream plain = new ByteArrayOutputStream();
            try (OutputStream gzip = new GZIPOutputStream(plain) {
                {
                    def.setLevel(level);
                }
            }) {
                gzip.write(content);
            }
            assertThat(packed.length).isLessThan((int) (plain.size() * 1.01) + 200);
        }
    }

    @Test
    void noiseThatComesAgainIsReferredTo() throws IOException {
        byte[] noise = new byte[20_000];
        new Random(7).nextBytes(noise);
        byte[] content = new byte[50 * noise.length];
        for (int i = 0; i < 50; i++) {
            System.arraycopy(noise, 0, content, i * noise.length, noise.length);
        }
        byte[] packed = gzip(content, 6, 2);
        assertThat(gunzip(packed)).isEqualTo(content);
        assertThat(packed.length).isLessThan(content.length / 10);
    }

    @Test
    void theHeaderHoldsNoTimeNoNameAndNoSystem() throws IOException {
        assertThat(gzip(words(10), 6, 1)).startsWith(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255);
    }

    @Test
    void gzipItselfFindsNoFault(@TempDir Path directory) throws Exception {
        Path file = Files.write(directory.resolve("a.gz"), gzip(words(3 * BLOCK + 1), 6, 2));
        Process test = new ProcessBuilder("gzip", "-t", file.toString()).inheritIO().start();
        assertThat(test.waitFor()).isZero();
    }

    @Test
    void whatIsClosedWithoutBeingFinishedIsNoWholeArchive() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GzipBlocks gzip = new GzipBlocks(out, 6, 1)) {
            gzip.write(words(9 * BLOCK));
        }
        assertThat(out.size()).isPositive();
        assertThatThrownBy(() -> gunzip(out.toByteArray())).isInstanceOf(IOException.class);
    }

    @Test
    void aFailureOfTheOutputReachesTheWriter() {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("broken");
            }
        };
        assertThatThrownBy(() -> {
            try (GzipBlocks gzip = new GzipBlocks(broken, 6, 2)) {
                gzip.write(words(9 * BLOCK));
            }
        }).isInstanceOf(IOException.class).hasMessage("broken");
    }

    @Test
    void levelsAndThreadsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> GzipBlocks.check(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> GzipBlocks.check(10, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> GzipBlocks.check(6, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> GzipBlocks.check(6, 9)).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] gzip(byte[] content, int level, int threads) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GzipBlocks gzip = new GzipBlocks(out, level, threads)) {
            gzip.write(content);
            gzip.finish();
        }
        return out.toByteArray();
    }

    private static byte[] gunzip(byte[] packed) throws IOException {
        return new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes();
    }

    /** Text-like content with a fixed seed. */
    private static byte[] words(int length) {
        Random random = new Random(length);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (random.nextInt(6) == 0 ? ' ' : 'a' + random.nextInt(8));
        }
        return bytes;
    }
}
