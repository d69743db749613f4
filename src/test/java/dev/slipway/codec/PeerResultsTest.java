package dev.slipway.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.DeploymentEvent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PeerResultsTest {
    private static DeploymentEvent peer(long id, String node, String status) {
        return new DeploymentEvent(id, DeploymentEvent.SERVER, id, Map.of("node", node, "status", status, "more", 1));
    }

    @Test
    void whatWasToldLastOfEachServerCounts() {
        List<DeploymentEvent> events = List.of(peer(1, "b", "success"), peer(2, "a", "success"),
                new DeploymentEvent(3, "warning", 3, Map.of("message", "no peer")), peer(4, "b", "failed"));
        assertThat(PeerResults.of(events)).hasSize(2);
        assertThat(PeerResults.of(events).get(0)).containsEntry("node", "b").containsEntry("status", "failed")
                .containsEntry("error", null).containsEntry("started_at", null).containsOnlyKeys(
                        "node", "status", "error", "started_at", "completed_at");
        assertThat(PeerResults.of(events).get(1)).containsEntry("node", "a").containsEntry("status", "success");
        assertThat(PeerResults.of(List.of())).isEmpty();
    }
}
