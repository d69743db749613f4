package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.slipway.archive.Compression;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackageRequestTest {
    private static final PayloadTypes ALL = new PayloadTypes(compression -> true);
    private static final PayloadTypes WITHOUT_ZSTD = new PayloadTypes(compression -> compression != Compression.ZSTD);

    @ParameterizedTest
    @CsvSource(delimiter = '!', nullValues = "-", value = {
        "- ! - ! gzip", "*/* ! - ! gzip", "application/zstd ! - ! zstd", "application/x-tar ! gzip ! none",
        "*/* ! zstd ! zstd", "*/* ! identity ! none", "*/* ! zstd;q=0 ! gzip",
        "application/gzip;q=0.5, application/zstd;q=0.9 ! - ! zstd", "application/*, application/gzip;q=0 ! - ! zstd"})
    void aPackageIsPackedAsItIsLikedBest(String accept, String encodings, String compression) {
        assertThat(PackageRequest.compression(ALL, accept, encodings)).isEqualTo(compression);
    }

    @Test
    void whoTakesNoneOfTheFormsIsToldWhichThereAre() {
        assertThatExceptionOfType(DeployException.class)
                .isThrownBy(() -> PackageRequest.compression(ALL, "application/zip", null))
                .matches(e -> e.problem() == Problem.NOT_ACCEPTABLE);
    }

    @Test
    void whereZstdIsNotThereTheNextBestIsTaken() {
        assertThat(PackageRequest.compression(WITHOUT_ZSTD, "application/zstd, application/x-tar;q=0.5", null))
                .isEqualTo("none");
        assertThat(PackageRequest.compression(WITHOUT_ZSTD, "*/*", "zstd")).isEqualTo("gzip");
        assertThatExceptionOfType(DeployException.class)
                .isThrownBy(() -> PackageRequest.compression(WITHOUT_ZSTD, "application/zstd", null))
                .matches(e -> e.problem() == Problem.NOT_ACCEPTABLE)
                .matches(e -> e.detail().endsWith("application/gzip, application/x-tar"));
    }
}
