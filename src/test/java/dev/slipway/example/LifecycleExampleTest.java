package dev.slipway.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.client.SlipwayClient;
import dev.slipway.client.TestServer;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LifecycleExampleTest {
    private static final String LOGIN =
            "Basic " + Base64.getEncoder().encodeToString("ann:x".getBytes(StandardCharsets.UTF_8));

    private final LifecycleExample example = new LifecycleExample("x".toCharArray());

    @Test
    void theExamplesDoWhatTheySay() throws Exception {
        try (TestServer server = new TestServer(LOGIN, call -> { }).requests(call -> {
            if (call.line().startsWith("POST ")) {
                call.answer(200, "{\"message\":\"back\"}");
            } else if (call.line().contains("?")) {
                call.answer(200, "{\"total\":1,\"deployments\":[{\"deployment_id\":\"d1\",\"status\":\"failed\"}]}");
            } else {
                call.raw("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nid: 1\nevent: phase\ndata: "
                        + "{\"phase\":\"receiving\",\"status\":\"start\"}\n\nevent: done\ndata: {\"result\":"
                        + "{\"message\":\"live\"}}\n\n");
            }
        })) {
            example.lifecycle(server.target(), new ProjectName("shop"));
            example.follow(SlipwayClient.builder(server.target()).credentials("ann", "x"::toCharArray).build(),
                    DeploymentId.next());
            assertThat(example.lines()).containsExactly("d1 failed", "back", "receiving start", "live");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lifecycle", "follow"})
    void theManualShowsTheExamplesAsTheyAreCompiled(String name) throws IOException {
        assertThat(squeezed(Files.readString(Path.of("docs/client.md")))).contains(squeezed(code(name)));
    }

    @Test
    void theJavadocShowsTheExampleAsItIsCompiled() throws IOException {
        String source = Files.readString(Path.of("src/main/java/dev/slipway/client/SlipwayClient.java"))
                .replaceAll("(?m)^ \\*", "");
        assertThat(squeezed(source)).contains(squeezed(code("lifecycle")));
    }

    private static String code(String name) throws IOException {
        String source = Files.readString(Path.of("src/test/java/dev/slipway/example/LifecycleExample.java"));
        String begin = "// [" + name + "]";
        return source.substring(source.indexOf(begin) + begin.length(), source.indexOf("// [/" + name + "]"));
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
