package dev.slipway.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.client.DeployClient;
import dev.slipway.client.DeployRequest;
import dev.slipway.client.TestServer;
import dev.slipway.model.ProjectName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DeployExampleTest {
    private static final String LOGIN =
            "Basic " + Base64.getEncoder().encodeToString("ann:x".getBytes(StandardCharsets.UTF_8));

    @TempDir
    Path directory;

    private final DeployExample example = new DeployExample("x".toCharArray());

    @Test
    void theExamplesDoWhatTheySay() throws Exception {
        Files.writeString(directory.resolve("a"), "a");
        AtomicInteger uploads = new AtomicInteger();
        try (TestServer server = new TestServer(LOGIN, call -> {
            call.body().readAllBytes();
            if (uploads.incrementAndGet() == 2) {
                call.answer(503, "{\"error\":\"stopping\",\"code\":\"shutting-down\"}");
            } else if (uploads.get() < 4) {
                call.answer(200, "{\"message\":\"done\",\"deployment_id\":\"" + call.id() + "\"}");
            }
        })) {
            assertThat(example.deploy(server.target(), directory).files()).isEqualTo(1);
            DeployClient.Builder client = DeployClient.builder(server.target()).credentials("ann", "x"::toCharArray);
            DeployRequest request = new DeployRequest(new ProjectName("shop"), directory);
            String id = example.listen(client.retries(1).build(), request).deploymentId();
            assertThat(example.lines()).hasSize(3).first().isEqualTo("to slipway/test");
            assertThat(example.lines().get(1)).startsWith("attempt 2 in ").endsWith("stopping");
            assertThat(example.lines().get(2)).isEqualTo(id + " is live after 2 attempts");
            example.outcome(client.retries(0).build(), request);
            assertThat(example.lines().get(3)).contains("may still make it live");
            assertThat(example.lines().get(4)).startsWith("Is it live?");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"deploy", "outcome", "listen"})
    void theManualShowsTheExamplesAsTheyAreCompiled(String name) throws IOException {
        assertThat(squeezed(Files.readString(Path.of("docs/client.md")))).contains(squeezed(code(name)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"deploy", "outcome"})
    void theJavadocShowsTheExamplesAsTheyAreCompiled(String name) throws IOException {
        String source = Files.readString(Path.of("src/main/java/dev/slipway/client/DeployClient.java"))
                .replaceAll("(?m)^ \\*", "");
        assertThat(squeezed(source)).contains(squeezed(code(name)));
    }

    private static String code(String name) throws IOException {
        String source = Files.readString(Path.of("src/test/java/dev/slipway/example/DeployExample.java"));
        String begin = "// [" + name + "]";
        return source.substring(source.indexOf(begin) + begin.length(), source.indexOf("// [/" + name + "]"));
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
