package dev.slipway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AmountTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "4096, 4096", "7B, 7", "64KiB, 65536", "64 kb, 65536", "2k, 2048", "1MiB, 1048576",
        "3M, 3145728", "16GiB, 17179869184", "2g, 2147483648", "1T, 1099511627776", "' 5  TiB ', 5497558138880"})
    void bytesAreReadWithTheirUnit(String text, long bytes) {
        assertThat(Amount.bytes(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "1.5GiB", "1 PiB", "1KiBs", "GiB", "0x10", "1_000", "1 2",
        "9999999999999999999"})
    void whatIsNoNumberOfBytesIsShown(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Amount.bytes(text))
                .withMessageContaining("\"" + text + "\"");
    }

    @Test
    void bytesBeyondALongDoNotWrapAround() {
        assertThat(Amount.bytes("8388607TiB")).isPositive();
        assertThatThrownBy(() -> Amount.bytes("8388608TiB")).isInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "30s, PT30S", "30, PT30S", "10m, PT10M", "10 min, PT10M", "6h, PT6H", "0, PT0S"})
    void timesAreReadWithTheirUnit(String text, Duration time) {
        assertThat(Amount.duration(text)).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1s", "1.5h", "1d", "1us"})
    void whatIsNoTimeIsShown(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Amount.duration(text))
                .withMessageContaining("\"" + text + "\"");
    }

    @ParameterizedTest
    @CsvSource({"0, 0 B", "312, 312 B", "1023, 1023 B", "1024, 1 KiB", "65536, 64 KiB", "1610612736, 1.5 GiB",
        "9223372036854775807, 8 EiB"})
    void bytesAreShownAsPeopleReadThem(long bytes, String shown) {
        assertThat(Amount.show(bytes)).isEqualTo(shown);
    }
}
