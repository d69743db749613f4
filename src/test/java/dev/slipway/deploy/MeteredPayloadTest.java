package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.config.PayloadLimit;
import dev.slipway.model.ChunkDigester;
import dev.slipway.model.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MeteredPayloadTest {
    private static final byte[] BYTES = new byte[9_000_000];

    static {
        new Random(9).nextBytes(BYTES);
    }

    private static MeteredPayload read(boolean inChunks, ByteArrayOutputStream copy) throws IOException {
        MeteredPayload payload = new MeteredPayload(
                new ByteArrayInputStream(BYTES), copy, new PayloadLimit(Long.MAX_VALUE), inChunks);
        payload.transferTo(ByteArrayOutputStream.nullOutputStream());
        return payload;
    }

    @Test
    void theDigestsOfChunksAreComputedOnTheWay() throws Exception {
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        MeteredPayload payload = read(true, copy);
        assertThat(payload.chunks()).contains(ChunkDigester.of(new ByteArrayInputStream(BYTES)));
        assertThat(payload.digest()).isEqualTo(Digest.of(MessageDigest.getInstance("SHA-256").digest(BYTES)));
        assertThat(copy.toByteArray()).isEqualTo(BYTES);
    }

    @Test
    void withoutBeingAskedForThemThereAreNone() throws IOException {
        assertThat(read(false, new ByteArrayOutputStream()).chunks()).isEmpty();
    }
}
