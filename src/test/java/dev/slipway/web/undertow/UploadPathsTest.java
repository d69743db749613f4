package dev.slipway.web.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UploadPathsTest {
    @ParameterizedTest
    @CsvSource({"POST,/,true", "POST,'',true", "POST,/operations,true", "PUT,/components/app,true", "PUT,/,false",
        "POST,/components/app,false", "PUT,/components/,false", "PUT,/components/app/files/x,false", "GET,/,false"})
    void onlyRequestsThatCarryAnArchiveAreLifted(String method, String path, boolean lifted) {
        assertThat(UploadPaths.take(method, path)).isEqualTo(lifted);
    }
}
