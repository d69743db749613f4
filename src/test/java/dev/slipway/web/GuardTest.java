package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.config.Settings;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {
    private final Guard guard = new Guard(Settings.of(Map.of()));

    /** As much of a request as the guard looks at. */
    private static final class Asked {
        private final Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        private String method = "PUT";
        private String path = "/components/app";
        private String address = "127.0.0.1";
        private String scheme = "http";

        Asked with(String name, String value) {
            fields.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
            return this;
        }

        Asked method(String other) {
            method = other;
            return this;
        }

        Asked path(String other) {
            path = other;
            return this;
        }

        Asked from(String otherScheme, String otherAddress) {
            scheme = otherScheme;
            address = otherAddress;
            return this;
        }

        HttpServletRequest request() {
            return (HttpServletRequest) Proxy.newProxyInstance(getClass().getClassLoader(),
                    new Class<?>[] {HttpServletRequest.class}, (proxy, called, arguments) -> switch (called.getName()) {
                        case "getMethod" -> method;
                        case "getRequestURI" -> path;
                        case "getRemoteAddr" -> address;
                        case "getScheme" -> scheme;
                        case "isSecure" -> scheme.equals("https");
                        case "getHeaderNames" -> Collections.enumeration(fields.keySet());
                        case "getHeaders" -> Collections.enumeration(all((String) arguments[0]));
                        case "getHeader" -> all((String) arguments[0]).stream().findFirst().orElse(null);
                        default -> throw new UnsupportedOperationException(called.getName());
                    });
        }

        private List<String> all(String name) {
            return fields.getOrDefault(name, List.of());
        }
    }

    private static Asked asked() {
        return new Asked().with("Host", "slipway.example:9925");
    }

    private void assertRefused(Asked asked, Problem problem) {
        assertThatThrownBy(() -> guard.check(asked.request(), false)).isInstanceOfSatisfying(
                DeployException.class, e -> assertThat(e.problem()).isEqualTo(problem));
    }

    private void assertLetThrough(Asked asked) {
        assertThatCode(() -> guard.check(asked.request(), false)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/components/a;b=c", "/components/a%2Fb", "/components/a%2fb", "/components/a%5Cb",
        "/components/a\\b", "/components/%2e%2e/x", "/a//b", "//", "/a/./b", "/a/../b", ";/x"})
    void aPathThatServersReadDifferentlyIsRefused(String path) {
        assertRefused(asked().path(path).method("GET"), Problem.INVALID_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/operations", "/components/a-b_c", "/components/..a", "/health/live"})
    void aPlainPathIsLetThrough(String path) {
        assertLetThrough(asked().path(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip, chunked", "identity", "xchunked", "chunked, chunked", ""})
    void chunkedIsTheOnlyTransferEncoding(String encoding) {
        assertRefused(asked().with("Transfer-Encoding", encoding), Problem.INVALID_REQUEST);
        assertLetThrough(asked().with("Transfer-Encoding", "Chunked"));
        assertRefused(asked().with("Transfer-Encoding", "chunked").with("Transfer-Encoding", "chunked"),
                Problem.INVALID_REQUEST);
    }

    @Test
    void aBodyHasOneLengthOrNone() {
        assertLetThrough(asked().with("Content-Length", "5"));
        assertRefused(asked().with("Content-Length", "5").with("Content-Length", "5"), Problem.INVALID_REQUEST);
        assertRefused(asked().with("Content-Length", "5").with("Transfer-Encoding", "chunked"),
                Problem.INVALID_REQUEST);
    }

    @Test
    void aBodyHasOneTypeAndNoCoding() {
        assertRefused(asked().with("Content-Type", "a/b").with("Content-Type", "a/b"), Problem.INVALID_REQUEST);
        assertRefused(asked().with("Content-Encoding", "gzip"), Problem.UNSUPPORTED_MEDIA_TYPE);
        assertLetThrough(asked().with("Content-Encoding", "Identity"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.168.1.5", "10.0.0.1", "::ffff:10.0.0.1", "fe80::1", "2001:db8::1"})
    void plainHttpFromAnotherMachineIsRefusedUnlessAllowed(String address) {
        assertRefused(asked().from("http", address), Problem.INSECURE_TRANSPORT);
        assertRefused(asked().from("http", address).method("GET"), Problem.INSECURE_TRANSPORT);
        assertLetThrough(asked().from("https", address));
        Guard trusting = new Guard(Settings.of(Map.of("slipway.allow-insecure-http", "true")));
        assertThatCode(() -> trusting.check(asked().from("http", address).request(), false)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "a\rb", "a\nb", "\u001b[2J", "a\u007f"})
    void aFieldWithAControlCharacterIsRefused(String value) {
        assertRefused(asked().with("X-Any", value), Problem.INVALID_REQUEST);
        assertLetThrough(asked().with("X-Any", "a\tb \u00e9"));
    }

    @Test
    void fieldsWithoutMeasureAreRefused() {
        assertRefused(asked().with("X-Any", "a".repeat(70_000)), Problem.HEADERS_TOO_LARGE);
        assertLetThrough(asked().with("X-Any", "a".repeat(60_000)));
    }

    @Test
    void aSecondOriginHidesNoForeignOne() {
        assertRefused(asked().with("Origin", "http://slipway.example:9925").with("Origin", "http://evil.example"),
                Problem.CROSS_SITE);
        assertRefused(asked().with("Sec-Fetch-Site", "same-origin").with("Sec-Fetch-Site", "cross-site"),
                Problem.CROSS_SITE);
    }

    @Test
    void aProbeOfAPublicPathMayUsePlainHttpFromAnywhere() {
        Guard guard = new Guard(Settings.of(Map.of()));
        assertThatCode(() -> guard.check(asked().from("http", "10.0.0.1").method("GET").request(), true))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "::1", "0:0:0:0:0:0:0:1"})
    void plainHttpFromThisMachineIsLetThrough(String address) {
        assertLetThrough(asked().from("http", address));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site", "anything"})
    void anotherSiteChangesNothingButMayLook(String site) {
        assertRefused(asked().with("Sec-Fetch-Site", site), Problem.CROSS_SITE);
        assertRefused(asked().with("Sec-Fetch-Site", site).method("DELETE"), Problem.CROSS_SITE);
        assertLetThrough(asked().with("Sec-Fetch-Site", site).method("GET"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "https://slipway.example:9925", "http://slipway.example",
        "http://slipway.example:9925.evil.example", "null", "", "http://slipway.example:99"})
    void anOriginOtherThanTheHostIsForeign(String origin) {
        assertRefused(asked().with("Origin", origin), Problem.CROSS_SITE);
    }

    @Test
    void theOwnOriginIsLetThroughWithOrWithoutItsDefaultPort() {
        assertLetThrough(asked().with("Origin", "http://SLIPWAY.example:9925").with("Sec-Fetch-Site", "same-origin"));
        assertLetThrough(new Asked().with("Host", "a.example").with("Origin", "http://a.example:80"));
        assertLetThrough(new Asked().from("https", "10.0.0.1").with("Host", "a.example:443")
                .with("Origin", "https://a.example"));
        assertLetThrough(asked().with("Sec-Fetch-Site", "none"));
    }

    @Test
    void thePublicUrlIsAnOriginToo() {
        Guard proxied = new Guard(Settings.of(Map.of("slipway.public-url", "https://deploy.example/slipway/")));
        assertThatCode(() -> proxied.check(asked().with("Origin", "https://deploy.example").request(), false))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> proxied.check(asked().with("Origin", "https://other.example").request(), false))
                .isInstanceOf(DeployException.class);
    }
}
