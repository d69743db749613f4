package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteRangeTest {
    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 1, bytes 0-0/100", "bytes=0-99, 0, 100, bytes 0-99/100", "bytes=10-19, 10, 10, bytes 10-19/100",
        "bytes=90-, 90, 10, bytes 90-99/100", "bytes=90-1000, 90, 10, bytes 90-99/100",
        "bytes=-10, 90, 10, bytes 90-99/100", "bytes=-1000, 0, 100, bytes 0-99/100",
        "BYTES = 5 - 6, 5, 2, bytes 5-6/100", "bytes=0-99999999999999999999, 0, 100, bytes 0-99/100"})
    void aRangeIsAPartOfTheWhole(String field, long from, long length, String told) {
        assertThat(ByteRange.parse(field, 100)).contains(new ByteRange(from, length));
        assertThat(new ByteRange(from, length).of(100)).isEqualTo(told);
    }

    @ParameterizedTest
    @CsvSource({"bytes=100-", "bytes=100-200", "bytes=-0", "bytes=99999999999999999999-"})
    void aRangeBehindTheEndCannotBeSatisfied(String field) {
        assertThat(ByteRange.parse(field, 100)).map(ByteRange::length).contains(0L);
        assertThat(ByteRange.NOTHING.of(100)).isEqualTo("bytes */100");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"bytes=5-4", "bytes=-", "bytes=", "items=0-1", "bytes=0-1,3-4", "bytes=a-b", "0-1"})
    void whatIsNoSingleRangeIsPassedOver(String field) {
        assertThat(ByteRange.parse(field, 100)).isEqualTo(Optional.empty());
    }
}
