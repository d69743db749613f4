package dev.slipway.client;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.model.ProjectName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;

/** A directory to deploy, a client for the server of the test, and how its failure is caught. */
abstract class DeployFixture {
    static final int MIB = 1024 * 1024;

    @TempDir
    Path directory;

    DeployFailedException failure(DeployClient client) {
        return catchThrowableOfType(DeployFailedException.class,
                () -> client.deploy(request(), DeployListener.NONE));
    }

    DeployRequest request() {
        return new DeployRequest(new ProjectName("app"), directory);
    }

    /** A client that tries once. */
    static DeployClient client(TestServer server) {
        return builder(server.target()).build();
    }

    static DeployClient.Builder builder(Target target) {
        return DeployClient.builder(target).credentials("admin", () -> "s\u00e4cret".toCharArray()).retries(0);
    }

    /** A client that tries again at once. */
    static DeployClient.Builder patient(TestServer server, int retries) {
        return builder(server.target()).backOff(new BackOff(retries, Duration.ofMillis(1), Duration.ofMillis(1), () -> 1));
    }

    static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(5).nextBytes(noise);
        return noise;
    }
}
