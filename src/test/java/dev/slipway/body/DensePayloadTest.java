package dev.slipway.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.codec.Format;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Payloads of many escapes or many small chunks, longer than what is decoded or passed on together. */
class DensePayloadTest {
    private static final byte[] PAYLOAD = new byte[20_000];

    static {
        new Random(PAYLOAD.length).nextBytes(PAYLOAD);
    }

    private static ToldBody json(String text) {
        return ToldBody.of(Format.JSON, ("{\"payload\":\"" + text + "\"}").getBytes(StandardCharsets.US_ASCII));
    }

    /** @param share how many of a hundred characters are escaped, and how many have a line break behind them */
    @ParameterizedTest
    @ValueSource(ints = {1, 10, 50, 100})
    void escapesAmongBase64AreDecoded(int share) {
        Random random = new Random(share);
        StringBuilder text = new StringBuilder();
        for (char c : Base64.getEncoder().encodeToString(PAYLOAD).toCharArray()) {
            boolean slash = c == '/' && random.nextBoolean();
            text.append(random.nextInt(100) >= share ? String.valueOf(c) : slash ? "\\/" : String.format("\\u%04X", (int) c));
            text.append(random.nextInt(100) < share ? random.nextBoolean() ? "\\n" : "\\u000d" : "");
        }
        assertThat(json(text.toString()).payload()).isEqualTo(PAYLOAD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u0020", "\\u00e9", "\\u0141", "\\u00g0", "\\ud8", "\\t", " ", "*", "\\u003d"})
    void whatIsNoBase64IsRefusedAmongEscapesAsElsewhere(String wrong) {
        String right = "\\u0041\\u0042\\n".repeat(1000);
        ToldBody.refused(Format.JSON, ("{\"payload\":\"" + right + wrong + right + "\"}").getBytes(StandardCharsets.ISO_8859_1))
                .isNotNull();
    }

    /** @param most bytes of a chunk; those of more than 256 are passed on as they stand */
    @ParameterizedTest
    @ValueSource(ints = {1, 23, 24, 256, 257, 5000})
    void chunksOfAnySizeWithHeadsOfAnyLengthArePassedOnInOrder(int most) {
        Random random = new Random(most);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(new byte[] {(byte) 0xa1, 0x67, 'p', 'a', 'y', 'l', 'o', 'a', 'd', 0x5f});
        for (int from = 0, length; from < PAYLOAD.length; from += length) {
            length = Math.min(random.nextInt(most + 1), PAYLOAD.length - from);
            head(body, length, random.nextInt(5));
            body.write(PAYLOAD, from, length);
        }
        body.write(0xff);
        assertThat(ToldBody.of(Format.CBOR, body.toByteArray()).payload()).isEqualTo(PAYLOAD);
    }

    /** With a length of at least 0, 1, 2, 4 or 8 bytes. */
    private static void head(ByteArrayOutputStream body, int length, int atLeast) {
        int form = Math.max(atLeast, length < 24 ? 0 : length < 256 ? 1 : 2);
        body.write(0x40 | (form == 0 ? length : 23 + form));
        for (int i = form == 0 ? 0 : 1 << form - 1; i > 0; i--) {
            body.write(i > 4 ? 0 : length >> 8 * (i - 1));
        }
    }

    @Test
    void aChunkOfAnotherKindAmongSmallOnesIsRefused() {
        byte[] body = {(byte) 0xa1, 0x67, 'p', 'a', 'y', 'l', 'o', 'a', 'd', 0x5f, 0x41, 1, 0x41, 2, 0x61, 'a', 0x41, 3, (byte) 0xff};
        ToldBody.refused(Format.CBOR, body).withMessageContaining("not valid CBOR");
    }
}
