package dev.slipway.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkDigestsTest {
    private static final int CHUNK = 8_388_608;

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 77})
    void eachChunkHasItsDigest(int size) throws Exception {
        byte[] payload = bytes(size);
        ChunkDigests chunks = ChunkDigester.of(new ByteArrayInputStream(payload));
        assertThat(chunks.size()).isEqualTo(size);
        assertThat(chunks.count()).isEqualTo((size + CHUNK - 1) / CHUNK);
        for (int i = 0; i < chunks.count(); i++) {
            int from = (int) chunks.offset(i);
            byte[] chunk = Arrays.copyOfRange(payload, from, from + chunks.length(i));
            assertThat(chunks.matches(i, MessageDigest.getInstance("SHA-256").digest(chunk))).isTrue();
            chunk[chunk.length - 1]++;
            assertThat(chunks.matches(i, MessageDigest.getInstance("SHA-256").digest(chunk))).isFalse();
        }
        assertThat(ChunkDigests.parse(chunks.text())).isEqualTo(chunks);
    }

    @Test
    void itDoesNotMatterInWhichPiecesTheBytesCome() throws Exception {
        byte[] payload = bytes(CHUNK + 5_000_000);
        ChunkDigester digester = new ChunkDigester();
        Random random = new Random(1);
        for (int from = 0; from < payload.length; ) {
            int count = Math.min(payload.length - from, 1 + random.nextInt(3_000_000));
            digester.update(payload, from, count);
            from += count;
        }
        assertThat(digester.end()).isEqualTo(ChunkDigester.of(new ByteArrayInputStream(payload)));
    }

    @Test
    void theTextOfSixteenGibibytesIsShort() {
        ChunkDigests chunks = new ChunkDigests(16L << 30, "ab".repeat(32 * 2048));
        assertThat(chunks.text()).hasSizeLessThan(132_000);
        assertThat(ChunkDigests.parse(chunks.text())).isEqualTo(chunks);
        assertThat(chunks.toString()).hasSizeLessThan(100);
    }

    @Test
    void aChunkThatIsNotThereHasNoPlace() {
        ChunkDigests chunks = new ChunkDigests(10, "ab".repeat(32));
        assertThatThrownBy(() -> chunks.offset(1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> chunks.length(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8388608:", "8388608:10", "8388608:10:", "8388608:-1:", "8388608:010:ab", "4194304:0:",
        "8388608:0:ab", "8388608:1099511627777:", "8388608:99999999999999999999:", "8388608:x:", "0:"})
    void whatIsNoListOfDigestsIsRefused(String text) {
        assertThatThrownBy(() -> ChunkDigests.parse(text)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ChunkDigests.parse("8388608:10:" + "AB".repeat(32)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
