package dev.slipway.container;

import dev.slipway.corpus.CorpusTarget.Engine;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.jspecify.annotations.Nullable;

/** The contract for {@code java -jar slipway.war serve} with a heap of 48 MiB. */
@DisabledIfSystemProperty(named = "arquillian.launch", matches = ".+")
class StandaloneIT extends LifeContract {
    private static final Path DIRECTORY = Path.of(System.getProperty("slipway.test.home", "target/it/standalone"));

    private static @Nullable StandaloneProcess server;

    @BeforeAll
    static void start() throws Exception {
        Surroundings.removeInTheEnd(StandaloneProcess.home(DIRECTORY));
        server = StandaloneProcess.start(DIRECTORY, "-Xmx48m",
                Map.of("SLIPWAY_ADMIN_PASSWORD", HttpConnection.PASSWORD, "SLIPWAY_MAX_UPLOADS_PER_USER", "32"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Override
    Engine engine() {
        return Engine.STANDALONE;
    }

    @Override
    Surroundings surroundings() {
        StandaloneProcess running = server;
        if (running == null) {
            throw new IllegalStateException("not started");
        }
        return new Surroundings("standalone -Xmx48m", running.uri(), running.uri(),
                StandaloneProcess.home(DIRECTORY), running.processId());
    }
}
