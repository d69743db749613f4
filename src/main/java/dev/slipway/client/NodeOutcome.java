package dev.slipway.client;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a server of a cluster took a deployment.
 *
 * @param node its name
 * @param status {@code success}, {@code failed} or {@code unknown}
 * @param error why, where it did not go well
 */
public record NodeOutcome(String node, String status, Optional<String> error) {
    static NodeOutcome of(Map<String, Object> fields) {
        return new NodeOutcome(Told.text(fields, "node").orElse(""), Told.text(fields, "status").orElse("unknown"),
                Told.object(fields.get("error")).flatMap(error -> Told.text(error, "message")));
    }

    /** Those that an answer or a record tells of. @param list of objects; anything else counts as empty */
    public static List<NodeOutcome> listOf(@Nullable Object list) {
        return Told.objects(list).stream().map(NodeOutcome::of).toList();
    }
}
