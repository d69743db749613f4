package dev.slipway.multipart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartTypeTest {

    @Test
    void theSubtypeAndTheBoundaryAreRead() {
        assertThat(MultipartType.parse(" Multipart/Related ; type=\"a;b\\\"c\"; BOUNDARY=\"a b\";"))
                .isEqualTo(new MultipartType("related", "a b"));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "text/plain", "multipart/form-dataX; boundary=x", "multipart/alternative; boundary=x",
        "multipart; boundary=x", "multipart/form-data boundary=x",
        "text/plain; x=\"multipart/form-data; boundary=x\"", "multipart/form-data, boundary=x",
        "multipart/form-data; boundary=b\u00e9", "multipart/form-data; boundary=a\nb"})
    void otherTypesAreUnsupported(String contentType) {
        assertProblem(contentType, Problem.UNSUPPORTED_MEDIA_TYPE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"multipart/form-data", "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\"\"",
        "multipart/form-data; boundary=x; boundary=x", "multipart/form-data; boundary=x, y",
        "multipart/form-data; boundary=\"x \"", "multipart/form-data; boundary=\"x", "multipart/form-data; boundary",
        "multipart/form-data; boundary*=utf-8''x", "multipart/form-data; boundary=x; boundary*0=y",
        "multipart/form-data; =x; boundary=y", "multipart/form-data; boundary = x",
        "multipart/form-data; boundary=\"x\"y", "multipart/form-data; boundary=\"x!\""})
    void illegalParametersAreMalformed(String contentType) {
        assertProblem(contentType, Problem.MALFORMED_BODY);
    }

    @Test
    void aBoundaryHasAtMostSeventyCharacters() {
        assertThat(MultipartType.parse("multipart/mixed; boundary=" + "b".repeat(70)).boundary()).hasSize(70);
        assertProblem("multipart/mixed; boundary=" + "b".repeat(71), Problem.MALFORMED_BODY);
    }

    @Test
    void anyMultipartTypeIsRecognisedByItsName() {
        assertThat(MultipartType.isMultipart("MULTIPART/x")).isTrue();
        assertThat(MultipartType.isMultipart("multipart")).isFalse();
        assertThat(MultipartType.isMultipart(null)).isFalse();
    }

    private static void assertProblem(String contentType, Problem problem) {
        assertThatExceptionOfType(DeployException.class).isThrownBy(() -> MultipartType.parse(contentType))
                .satisfies(e -> assertThat(e.problem()).isEqualTo(problem));
    }
}
