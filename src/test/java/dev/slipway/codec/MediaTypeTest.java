package dev.slipway.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypeTest {

    @Test
    void typeSubtypeAndParametersAreRead() {
        assertThat(MediaType.parse(" Application/JSON ;Charset=UTF-8; x=\"a;\\\"b\" ; "))
                .contains(new MediaType("application", "json", Map.of("charset", "UTF-8", "x", "a;\"b")));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "json", "/json", "application/", "a/b c", "a/b;x", "a/b;=x", "a/b;x=\"y", "a/b;x=1;X=2",
        "a/b, c/d", "a/b;x=y z", "a/b\n"})
    void whatIsNotOfThatFormIsNone(String field) {
        assertThat(MediaType.parse(field)).isEmpty();
    }

    @Test
    void anOverlongFieldIsNone() {
        assertThat(MediaType.parse("a/" + "b".repeat(1022))).isPresent();
        assertThat(MediaType.parse("a/" + "b".repeat(1023))).isEmpty();
    }

    @Test
    void theQualityIsInThousandths() {
        assertThat(quality("a/b")).isEqualTo(1000);
        assertThat(quality("a/b;q=0.25")).isEqualTo(250);
        assertThat(quality("a/b;Q=0.001")).isOne();
        assertThat(quality("a/b;q=1.1")).isZero();
        assertThat(quality("a/b;q=-1")).isZero();
        assertThat(quality("a/b;q=x")).isZero();
    }

    private static int quality(String field) {
        return MediaType.parse(field).orElseThrow().quality();
    }
}
