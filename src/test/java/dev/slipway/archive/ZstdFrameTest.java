package dev.slipway.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.problem.DeployException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZstdFrameTest {
    private static final int JOB = 2 << 20;

    @ParameterizedTest
    @ValueSource(ints = {1, 511, 128 * 1024, 128 * 1024 + 1, JOB - 1, JOB, JOB + 1, 3 * JOB + 77})
    void anyLengthComesBack(int length) throws IOException {
        byte[] content = words(length);
        assertThat(plain(zstd(content, 3, 2))).isEqualTo(content);
    }

    @Test
    void bytesThatDoNotCompressComeBack() throws IOException {
        byte[] noise = new byte[5 * JOB + 3];
        new Random(7).nextBytes(noise);
        byte[] packed = zstd(noise, 3, 2);
        assertThat(plain(packed)).isEqualTo(noise);
        assertThat(packed.length).isLessThan(noise.length + noise.length / 500);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 9})
    void theBytesDoNotDependOnTheNumberOfThreads(int level) throws IOException {
        byte[] content = words(7 * JOB + 5);
        byte[] alone = zstd(content, level, 1);
        assertThat(zstd(content, level, 2)).isEqualTo(alone);
        assertThat(zstd(content, level, 4)).isEqualTo(alone);
        assertThat(zstd(content, level, 8)).isEqualTo(alone);
    }

    @Test
    void theBytesDoNotDependOnHowTheyAreWritten() throws IOException {
        byte[] content = words(2 * JOB + 5);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZstdFrame zstd = new ZstdFrame(out, 3, 2)) {
            Random lengths = new Random(3);
            for (int at = 0; at < content.length; ) {
                int count = Math.min(content.length - at, lengths.nextInt(40_000));
                zstd.write(content, at, count);
                at += count;
            }
            zstd.finish();
        }
        assertThat(out.toByteArray()).isEqualTo(zstd(content, 3, 2));
    }

    /** Which the server refuses above 8 MiB. Half a minute. */
    @Test
    @EnabledIfSystemProperty(named = "slipway.test.long", matches = "true")
    void theHighestLevelKeepsToTheWindowThatIsTaken() throws IOException {
        byte[] content = words(9 << 20);
        assertThat(plain(zstd(content, PackCompression.MAX_ZSTD_LEVEL, 1))).isEqualTo(content);
    }

    @Test
    void aChangedByteIsFoundByTheChecksum() throws IOException {
        byte[] packed = zstd(words(JOB), 3, 1);
        packed[packed.length - 2] ^= 1;
        assertThatThrownBy(() -> plain(packed)).isInstanceOf(DeployException.class).hasMessageContaining("checksum");
    }

    @Test
    void whatWasNotFinishedDoesNotLookWhole() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZstdFrame zstd = new ZstdFrame(out, 3, 2)) {
            zstd.write(words(6 * JOB), 0, 6 * JOB);
        }
        assertThatThrownBy(() -> plain(out.toByteArray())).isInstanceOf(DeployException.class);
    }

    private static byte[] zstd(byte[] content, int level, int threads) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZstdFrame zstd = new ZstdFrame(out, level, threads)) {
            zstd.write(content, 0, content.length);
            zstd.finish();
        }
        return out.toByteArray();
    }

    private static byte[] plain(byte[] packed) throws IOException {
        try (InputStream in = Compression.of(packed, packed.length).open(new ByteArrayInputStream(packed))) {
            return in.readAllBytes();
        }
    }

    private static byte[] words(int length) {
        Random random = new Random(length);
        byte[] words = new byte[length];
        for (int i = 0; i < length; i++) {
            words[i] = (byte) (random.nextInt(6) == 0 ? ' ' : 'a' + random.nextInt(9));
        }
        return words;
    }
}
