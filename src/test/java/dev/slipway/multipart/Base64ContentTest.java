package dev.slipway.multipart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Base64ContentTest {
    private static final PartHeaders ANY = new PartHeaders(null, null, null, -1, true);

    @Test
    void everyLengthIsDecodedInAnyChunks() {
        Random random = new Random(3);
        for (int length = 0; length < 100; length++) {
            byte[] content = new byte[length];
            random.nextBytes(content);
            byte[] lines = Base64.getMimeEncoder(20, new byte[] {'\r', '\n'}).encode(content);
            for (int chunk = 1; chunk < 9; chunk++) {
                assertThat(decode(lines, chunk)).isEqualTo(content);
            }
        }
    }

    @Test
    void contentLargerThanTheOutputBufferIsDecoded() {
        byte[] content = new byte[100_000];
        new Random(4).nextBytes(content);
        assertThat(decode(Base64.getEncoder().encode(content), 70_000)).isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(strings = {"YWJj\r\n", "YWJj\n", "\r\nYW\nJj", "Y\rW\rJ\rj"})
    void lineBreaksMayStandAnywhere(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.US_ASCII);
        assertThat(decode(encoded, 3)).isEqualTo("abc".getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @ValueSource(strings = {"YWJ", "YW", "Y", "YQ=", "YQ", "=", "====", "Y===", "YQ=a", "YQ==YQ==", "YQ===", "YWI==",
        "YR==", "YWJ=", "YW Jj", "YW-j", "YW_j", "YWJj!", "YWJj\0", "YWJj\u00e9"})
    void everythingElseIsRefused(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int chunk : new int[] {1, 3, 100}) {
            assertThatExceptionOfType(DeployException.class).isThrownBy(() -> decode(bytes, chunk))
                    .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.MALFORMED_BODY));
        }
    }

    private static byte[] decode(byte[] text, int chunk) {
        RecordedParts recorded = new RecordedParts();
        OpenPart part = OpenPart.begin(ANY, recorded);
        for (int from = 0; from < text.length; from += chunk) {
            part.data(text, from, Math.min(chunk, text.length - from));
        }
        part.end();
        return recorded.parts().get(0).content();
    }
}
