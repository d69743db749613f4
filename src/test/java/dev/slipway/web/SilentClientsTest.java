package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that were refused, have announced more, and neither send nor go. */
@Timeout(120)
class SilentClientsTest {
    /** More than the threads of a container on two cores. */
    private static final int CLIENTS = 60;

    @TempDir
    Path folder;

    private enum Container {
        TOMCAT(TomcatSite::start),
        UNDERTOW(UndertowSite::start);

        private final TestSite.Starter starter;

        Container(TestSite.Starter starter) {
            this.starter = starter;
        }
    }

    @ParameterizedTest
    @EnumSource
    void theirConnectionsAreClosedAfterAWhile(Container container) throws Exception {
        TestHome home = new TestHome(folder.toRealPath().resolve("home"));
        List<EventSocket> silent = new ArrayList<>();
        try (TestSite site = container.starter.start(home.path(), folder, Map.of())) {
            for (int i = 0; i < CLIENTS; i++) {
                EventSocket client = new EventSocket(site.port());
                silent.add(client);
                client.head("PUT", "/components/app" + i, "viewer", i % 2 == 0 ? "Content-Length: 1000000" : Requests.CHUNKED, "Content-Type: application/x-tar");
            }
            for (EventSocket client : silent) {
                assertThat(client.status()).isEqualTo(403);
            }
            for (EventSocket client : silent) {
                assertThat(client.isClosed()).isTrue();
            }
            assertThat(new Requests(site.port(), "viewer").ask("GET", "/deployments").status()).isEqualTo(200);
        } finally {
            for (EventSocket client : silent) {
                client.close();
            }
        }
    }
}
