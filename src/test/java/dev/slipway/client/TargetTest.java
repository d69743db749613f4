package dev.slipway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    @ParameterizedTest
    @CsvSource({"http://host, http://host/", "http://host:8080/slipway, http://host:8080/slipway/",
        "https://host/a/b/, https://host/a/b/", "HTTP://Host:1, http://Host:1/",
        "http://[::1]:9925, http://[::1]:9925/"})
    void thePathEndsWithASlash(String typed, String address) {
        assertThat(Target.of(typed)).hasToString(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host", "host:9925", "ftp://host/", "http:///x", "http://user:secret@host/",
        "http://host/?a=b", "http://host/#a", "http://host:99999/", "http://host:0/", "http://ho st/"})
    void whatIsNotAnAddressIsRefusedWithoutRepeatingASecret(String typed) {
        assertThatThrownBy(() -> Target.of(typed)).isInstanceOf(IllegalArgumentException.class)
                .message().doesNotContain("secret");
    }

    @Test
    void hostAndPortAreThoseToConnectTo() {
        assertThat(Target.of("http://[::1]:9925").host()).isEqualTo("::1");
        assertThat(Target.of("http://[::1]:9925").authority()).isEqualTo("[::1]:9925");
        assertThat(Target.of("http://host").port()).isEqualTo(80);
        assertThat(Target.of("https://host").port()).isEqualTo(443);
        assertThat(Target.of("https://host").authority()).isEqualTo("host");
    }

    @Test
    void thisMachineIsKnownByItsNumbers() {
        assertThat(Target.of("http://127.0.0.1:1").isLoopback()).isTrue();
        assertThat(Target.of("http://[::1]:1").isLoopback()).isTrue();
        assertThat(Target.of("http://192.0.2.1:1").isLoopback()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://ann:s3cret@my_host:8080/", "http://s3cret@my_host/", "http://ann:s3cret@host:99999/",
        "http://host/?key=s3cret", "http://host/s3cret#a", "http://ann:s3 cret@host/"})
    void noPartOfASecretIsRepeated(String typed) {
        assertThatThrownBy(() -> Target.of(typed)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContainingAny("s3", "cret").hasNoCause();
    }

    @Test
    void aHostNameThatIsNotLegalIsToldAsThat() {
        assertThatThrownBy(() -> Target.of("http://my_host:8080/")).hasMessageContaining("not legal");
    }
}
