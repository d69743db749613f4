package dev.slipway.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PackCompressionTest {
    private static final Optional<String> ABSENT = Optional.of("none for this platform");
    private static final List<String> ALL = List.of("application/gzip", "application/zstd", "application/x-tar");

    @ParameterizedTest
    @CsvSource({"gzip, gzip:6", "gzip:9, gzip:9", "zstd, zstd:3", "ZSTD:19, zstd:19", "none, none", "auto, auto"})
    void whatIsWrittenIsRead(String text, String meaning) {
        assertThat(PackCompression.of(text)).hasToString(meaning).isEqualTo(PackCompression.of(meaning))
                .hasSameHashCodeAs(PackCompression.of(meaning));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "lz4", "gzip:", "gzip:0", "gzip:10", "gzip:x", "zstd:20", "zstd:-1", "none:1", "auto:3",
        "gzip:6:1"})
    void whatMakesNoSenseIsTold(String text) {
        assertThatThrownBy(() -> PackCompression.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void autoTakesZstdWhereBothSidesCan() {
        assertThat(PackCompression.AUTO.settled(ALL, Optional::empty)).isEqualTo(PackCompression.zstd(3));
        assertThat(PackCompression.AUTO.settled(ALL, () -> ABSENT)).isEqualTo(PackCompression.gzip(6));
        assertThat(PackCompression.AUTO.settled(List.of("application/gzip"), Optional::empty)).isEqualTo(PackCompression.gzip(6));
        assertThat(PackCompression.AUTO.settled(Set.of(), Optional::empty)).isEqualTo(PackCompression.gzip(6));
    }

    @Test
    void whatWasAskedForIsTakenOrRefusedButNeverReplaced() {
        assertThat(PackCompression.zstd(9).settled(Set.of(), Optional::empty)).isEqualTo(PackCompression.zstd(9));
        assertThat(PackCompression.NONE.settled(ALL, Optional::empty)).isEqualTo(PackCompression.NONE);
        assertThatThrownBy(() -> PackCompression.zstd(3).settled(ALL, () -> ABSENT)).hasMessageContaining("native library; none for this platform. Or use gzip");
        assertThatThrownBy(() -> PackCompression.zstd(3).settled(List.of("application/gzip"), Optional::empty))
                .hasMessageContaining("does not take zstd:3, only application/gzip");
    }

    @ParameterizedTest
    @CsvSource({"a.tar.gz, gzip:6", "A.TGZ, gzip:6", "a.tar.zst, zstd:3", "a.tzst, zstd:3", "a.tar, none"})
    void theNameOfAFileTellsItsCompression(String name, String compression) {
        assertThat(PackCompression.ofFileName(name)).map(PackCompression::toString).contains(compression);
        assertThat(PackCompression.ofFileName("archive")).isEmpty();
    }
}
