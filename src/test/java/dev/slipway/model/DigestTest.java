package dev.slipway.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
    private static final String HEX = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final String BASE64 = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    @Test
    void aLongListOfOtherAlgorithmsIsAnsweredAndDoesNotExhaustTheStack() {
        String many = "a=::, ".repeat(600);
        assertThat(Digest.parse(many + "b=::")).isEmpty();
        assertThatThrownBy(() -> Digest.parse(many.repeat(100))).isInstanceOf(DeployException.class);
    }

    @Test
    void theFieldIsWrittenAsRfc9530Says() {
        assertThat(new Digest(HEX).field()).isEqualTo("sha-256=:" + BASE64 + ":");
        assertThat(Digest.parse(new Digest(HEX).field())).contains(new Digest(HEX));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha-256=:" + BASE64 + ":", "  SHA-256=:" + BASE64 + ":  ",
        "sha-512=:YWJj:, sha-256=:" + BASE64 + ":", "sha-256=:" + BASE64 + ":,md5=:YWJj:", "sha-256 = :" + BASE64 + ":",
        "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU:"})
    void sha256IsFoundAmongAlgorithms(String field) {
        assertThat(Digest.parse(field)).contains(new Digest(HEX));
    }

    @ParameterizedTest
    @ValueSource(strings = {"md5=:YWJj:", "xsha-256=:YWJj:", "sha-512=:YWJj:, crc32c=:YWI=:"})
    void otherAlgorithmsArePassedOver(String field) {
        assertThat(Digest.parse(field)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "sha-256", "sha-256=" + HEX, "sha-256=:YWJj:", "sha-256=:" + BASE64, "garbage",
        "sha-256=:" + BASE64 + ": md5=:YWJj:",
        "sha-256=:" + BASE64 + ":, sha-256=:" + BASE64 + ":", "md5=:YWJj:;q"})
    void whatIsNotOfTheFormIsRefusedRatherThanPassedOver(String field) {
        assertThatThrownBy(() -> Digest.parse(field)).isInstanceOfSatisfying(DeployException.class,
                e -> assertThat(e.problem()).isEqualTo(Problem.INVALID_REQUEST));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855"})
    void aDigestIsSixtyFourDigitsInLowerCase(String hex) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Digest(hex));
    }
}
