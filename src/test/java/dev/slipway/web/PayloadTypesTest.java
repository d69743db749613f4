package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.archive.Compression;
import org.junit.jupiter.api.Test;

class PayloadTypesTest {
    @Test
    void everythingThatCanBeReadIsOffered() {
        PayloadTypes types = new PayloadTypes(compression -> true);
        assertThat(types.names()).containsExactly("application/gzip", "application/zstd", "application/x-tar");
        assertThat(types).hasToString("application/gzip, application/zstd, application/x-tar");
    }

    @Test
    void zstdIsNotOfferedWhereItsLibraryDoesNotLoad() {
        PayloadTypes types = new PayloadTypes(compression -> compression != Compression.ZSTD);
        assertThat(types.names()).containsExactly("application/gzip", "application/x-tar");
        assertThat(types).hasToString("application/gzip, application/x-tar");
    }
}
