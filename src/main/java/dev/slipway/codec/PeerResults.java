package dev.slipway.codec;

import dev.slipway.model.DeploymentEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How each server of a cluster took a deployment, as its events tell. Stateless; any thread. */
public final class PeerResults {
    private static final List<String> FIELDS = List.of("node", "status", "error", "started_at", "completed_at");

    private PeerResults() {}

    /**
     * What was told last of each server, in the order in which they were told of first.
     *
     * @return objects with {@code node}, {@code status} (success, failed or unknown), {@code error}, {@code started_at} and
     *     {@code completed_at}; what is not known is null
     */
    public static List<Map<String, @Nullable Object>> of(List<DeploymentEvent> events) {
        Map<String, Map<String, @Nullable Object>> results = new LinkedHashMap<>();
        for (DeploymentEvent event : events) {
            if (event.name().equals(DeploymentEvent.SERVER)) {
                Map<String, @Nullable Object> result = new LinkedHashMap<>();
                FIELDS.forEach(field -> result.put(field, event.data().get(field)));
                results.put(String.valueOf(event.data().get("node")), result);
            }
        }
        return new ArrayList<>(results.values());
    }
}
