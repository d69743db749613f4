package dev.slipway.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VisibleJsonTest {
    private static String shown(String value) {
        return VisibleJson.of(new String(ObjectWriter.write(Map.of("a", value), Format.JSON), StandardCharsets.UTF_8));
    }

    @Test
    void whatCannotBeSeenIsEscapedAndMeansTheSame() {
        String odd = "\u0007\u001b[2J\u007f\u0085\u009b\u200b\u202e\u2028\u2029\ufeff\ue000\udb40\udc01";
        assertThat(shown(odd)).doesNotContainPattern("[\\u0000-\\u001f\\u007f-\\u009f\\u200b\\u202e\\u2028\\u2029\\ufeff]");
        assertThat(ObjectReader.read(shown(odd).getBytes(StandardCharsets.UTF_8))).containsEntry("a", odd);
    }

    @Test
    void whatCanBeSeenIsLeftAsItIs() {
        assertThat(shown("Grüße 中 \ud83d\ude00 \"quoted\" \\")).isEqualTo("{\"a\":\"Grüße 中 \ud83d\ude00 \\\"quoted\\\" \\\\\"}");
    }
}
