package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackageRequestTest {
    @ParameterizedTest
    @CsvSource(delimiter = '!', nullValues = "-", value = {
        "- ! - ! gzip", "*/* ! - ! gzip", "application/zstd ! - ! zstd", "application/x-tar ! gzip ! none",
        "*/* ! zstd ! zstd", "*/* ! identity ! none", "*/* ! zstd;q=0 ! gzip",
        "application/gzip;q=0.5, application/zstd;q=0.9 ! - ! zstd", "application/*, application/gzip;q=0 ! - ! zstd"})
    void aPackageIsPackedAsItIsLikedBest(String accept, String encodings, String compression) {
        assertThat(PackageRequest.compression(accept, encodings)).isEqualTo(compression);
    }

    @Test
    void whoTakesNoneOfTheFormsIsToldWhichThereAre() {
        assertThatExceptionOfType(DeployException.class)
                .isThrownBy(() -> PackageRequest.compression("application/zip", null))
                .matches(e -> e.problem() == Problem.NOT_ACCEPTABLE);
    }
}
