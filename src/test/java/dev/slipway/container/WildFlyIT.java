package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.corpus.CorpusTarget.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Slipway as the root application of WildFly. The server has a second listener with {@code max-post-size=0}, see
 * {@code wildfly/configure.cli}.
 */
@EnabledIfSystemProperty(named = "arquillian.launch", matches = "wildfly")
class WildFlyIT extends ContainerContract {
    @Override
    Engine engine() {
        return Engine.UNDERTOW;
    }

    @Override
    Surroundings surroundings() {
        return running();
    }

    static Surroundings running() {
        Path wildFly = Path.of(System.getProperty("slipway.test.server"));
        return new Surroundings(wildFly.getFileName().toString(), uri("slipway.test.port"),
                uri("slipway.test.unlimited.port"), home(), Surroundings.childProcess("org.jboss.as.standalone"));
    }

    /** Set in {@code wildfly/configure.cli}: a file handler with follow-symlink and the releases as safe targets. */
    @Override
    List<String> serveStaticSite(String project) {
        return List.of("/sites/" + project + "/");
    }

    /** Undertow refuses it before any code of the application runs; the README says what an administrator sets. */
    @Test
    void aKnownLengthOverTheStockLimitIsRefusedByTheServerItself() throws IOException {
        Map<String, String> headers = Upload.headers();
        headers.put("Content-Length", String.valueOf(24 << 20));
        try (HttpConnection connection = HttpConnection.open(uri("slipway.test.port"))) {
            connection.head("POST", "/", headers);
            assertThat(connection.answer().status()).isEqualTo(400);
        }
    }

    @Test
    void theStockLimitIsToldBeforeAByteIsSentAndNoneWhereThereIsNone() throws IOException {
        assertThat(offer("slipway.test.port")).contains("\"max-post-size\"", "\"bytes\":10485760",
                "\"holds_for\":\"content-length\"");
        assertThat(offer("slipway.test.unlimited.port")).contains("max-payload-bytes").doesNotContain("container_limits");
    }

    private static String offer(String port) throws IOException {
        try (HttpConnection connection = HttpConnection.open(uri(port))) {
            connection.head("OPTIONS", "/components/shop",
                    Map.of("Authorization", HttpConnection.basic("admin", HttpConnection.PASSWORD)));
            return connection.answer().body();
        }
    }
}
