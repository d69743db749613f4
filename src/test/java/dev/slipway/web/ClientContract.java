package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.client.DeployClient;
import dev.slipway.client.DeployFailedException;
import dev.slipway.client.DeployListener;
import dev.slipway.client.DeployRequest;
import dev.slipway.client.DeployResult;
import dev.slipway.client.Outcome;
import dev.slipway.client.Target;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Version;
import dev.slipway.web.HttpSocket.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client of the house against the servers of the house, also over a way with faults. */
interface ClientContract extends SiteFixture {
    @Test
    default void theClientIsToldWhoItIsBeforeItSends(@TempDir Path tree) throws Exception {
        Files.writeString(tree.resolve("a"), "a");
        List<String> servers = new ArrayList<>();
        String project = project();
        DeployResult result = client(site().port(), "deployer").deploy(request(project, tree), new DeployListener() {
            @Override
            public void connected(String server) {
                servers.add(server);
            }
        });
        assertThat(servers).containsExactly("slipway/" + Version.TEXT);
        assertThat(home().live(project).toRealPath().getFileName().toString()).isEqualTo(result.deploymentId());
    }

    @Test
    default void aViewerIsToldBeforeAnythingIsSent(@TempDir Path tree) throws IOException {
        Files.writeString(tree.resolve("a"), "a");
        String project = project();
        for (String user : new String[] {"viewer", "guest"}) {
            DeployFailedException failure = failure(client(site().port(), user), request(project, tree));
            assertThat(failure.code()).isEqualTo("forbidden");
            assertThat(failure).hasMessageContaining("needs the role slipway-deployer");
        }
        home().assertNothingOf(project);
    }

    @Test
    default void anAnswerThatIsLostIsAskedForAndNothingIsDeployedTwice(@TempDir Path tree) throws Exception {
        Files.writeString(tree.resolve("a"), "once");
        String project = project();
        AtomicInteger lost = new AtomicInteger();
        try (FaultyWay way = new FaultyWay(site().port())) {
            way.has(new FaultyWay.Faults() {
                @Override
                public boolean toClient(byte[] bytes, int count) {
                    boolean result = new String(bytes, 0, count, StandardCharsets.UTF_8).contains("payload_hash");
                    return !result || lost.incrementAndGet() > 1;
                }
            });
            DeployClient unheard = builder(way.port(), "deployer").timeout(Duration.ofSeconds(100))
                    .serverProgress(false).build();
            DeployResult result = unheard.deploy(request(project, tree), DeployListener.NONE);
            assertThat(lost).hasValueGreaterThanOrEqualTo(1);
            assertThat(result.message()).contains("was made live", "the server's record says so");
            assertThat(home().live(project).toRealPath().getFileName().toString()).isEqualTo(result.deploymentId());
            assertThat(home().names("releases/" + project, "*")).hasSize(1);
        }
    }

    @Test
    default void aConnectionThatBreaksInMidUploadEndsWithOneRelease(@TempDir Path tree) throws Exception {
        Files.write(tree.resolve("noise"), Archives.noise(3, 8 << 20));
        String project = project();
        AtomicInteger broken = new AtomicInteger();
        try (FaultyWay way = new FaultyWay(site().port())) {
            way.has(new FaultyWay.Faults() {
                @Override
                public void toServer(long passed) throws IOException {
                    if (passed > 1 << 20 && broken.incrementAndGet() <= 2) {
                        throw new IOException("broken");
                    }
                }
            });
            DeployResult result = client(way.port(), "deployer").deploy(request(project, tree), DeployListener.NONE);
            assertThat(result.attempts()).isEqualTo(3);
            assertThat(home().live(project).resolve("noise")).hasSameBinaryContentAs(tree.resolve("noise"));
            assertThat(home().names("releases/" + project, "*"))
                    .containsExactly("releases/" + project + "/" + result.deploymentId());
        }
    }

    @Test
    default void withoutRetriesABrokenUploadLeavesNothing(@TempDir Path tree) throws Exception {
        // more than the buffers of both sockets hold: else the client has sent its last byte and cannot know
        Files.write(tree.resolve("noise"), Archives.noise(3, 24 << 20));
        String project = project();
        try (FaultyWay way = new FaultyWay(site().port())) {
            way.has(new FaultyWay.Faults() {
                @Override
                public void toServer(long passed) throws IOException {
                    if (passed > 1 << 20) {
                        throw new IOException("broken");
                    }
                }
            });
            DeployClient once = builder(way.port(), "deployer").retries(0).build();
            DeployFailedException failure = failure(once, request(project, tree));
            assertThat(failure.code()).isEqualTo("connection-lost");
            assertThat(failure.outcome()).isEqualTo(Outcome.FAILED);
        }
        home().awaitQuiet();
        home().assertNothingOf(project);
    }

    @Test
    default void aContainersLimitThatIsNotLiftedIsNamedAndNotTriedAgain(@TempDir Path tree) throws Exception {
        if (site().maxPostSize() == 0) {
            return;
        }
        Files.write(tree.resolve("noise"), Archives.noise(3, (int) site().maxPostSize() + (2 << 20)));
        try (TestSite strict = startOther(newHome(), Map.of("slipway.lift-container-limits", "false"))) {
            DeployFailedException failure = failure(client(strict.port(), "deployer"), request(project(), tree));
            assertThat(failure.code()).isEqualTo("container-limit");
            assertThat(failure.attempts()).isEqualTo(1);
        }
    }

    /** What {@code ForeignAnswerTest} has the client explain. */
    @Test
    default void aLengthOverTheContainersLimitIsAnsweredByItWithAnEmpty400() throws IOException {
        if (site().maxPostSize() == 0) {
            return;
        }
        try (HttpSocket socket = new HttpSocket(site().port())) {
            Answer answer = socket.head("PUT", "/components/" + project(), HttpSocket.basic("deployer"),
                    "Content-Length: " + (site().maxPostSize() + 1)).answer();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).isEmpty();
        }
    }

    private static DeployFailedException failure(DeployClient client, DeployRequest request) {
        return catchThrowableOfType(DeployFailedException.class, () -> client.deploy(request, DeployListener.NONE));
    }

    private static DeployRequest request(String project, Path tree) {
        return new DeployRequest(new ProjectName(project), tree);
    }

    private static DeployClient client(int port, String user) {
        return builder(port, user).timeout(Duration.ofSeconds(100)).build();
    }

    private static DeployClient.Builder builder(int port, String user) {
        return DeployClient.builder(Target.of("http://127.0.0.1:" + port))
                .credentials(user, () -> TestSite.password(user).toCharArray()).retries(20);
    }
}
