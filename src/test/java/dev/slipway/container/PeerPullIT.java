package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cluster.Holder;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A payload goes from servers, each a process of its own, to a node in this one. */
@Timeout(180)
@DisabledIfSystemProperty(named = "arquillian.launch", matches = ".+")
class PeerPullIT {
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "SLIPWAY_ADMIN_PASSWORD", HttpConnection.PASSWORD, "SLIPWAY_CLUSTER_SECRET", PeerNode.SECRET);

    @TempDir
    private Path directory;

    @Test
    void whenTheNodeThatItComesFromIsKilledInTheMiddleTheRestComesFromAnother() throws Exception {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        SampleTree.ofBytes(6, 64L << 20).writeTar(tar);
        byte[] archive = tar.toByteArray();
        try (StandaloneProcess first = StandaloneProcess.start(directory.resolve("first"), "-Xmx48m", ENVIRONMENT);
                StandaloneProcess second = StandaloneProcess.start(directory.resolve("second"), "-Xmx48m", ENVIRONMENT);
                PeerNode node = PeerNode.at(directory.resolve("third"))) {
            for (StandaloneProcess server : List.of(first, second)) {
                assertThat(Upload.put(server.uri(), "admin", "site", archive).status()).isEqualTo(201);
            }
            List<Holder> holders = new CopyOnWriteArrayList<>(List.of(PeerNode.holder(first.uri())));
            Path file = node.pull(archive, () -> holders, (bytes, total) -> {
                if (bytes > 0 && first.isRunning()) {
                    kill(first);
                    holders.add(PeerNode.holder(second.uri()));
                }
            }).file();
            assertThat(first.isRunning()).isFalse();
            assertThat(PeerNode.digest(Files.readAllBytes(file))).isEqualTo(PeerNode.digest(archive));
        }
    }

    private static void kill(StandaloneProcess server) {
        try {
            server.kill();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
