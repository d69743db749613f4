package dev.slipway.rollout;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a node took a deployment.
 *
 * @param node its name
 * @param success whether it did; empty when that is not known
 * @param trouble why not
 * @param completedAt when it said so, in milliseconds since the epoch
 */
record NodeResult(String node, Optional<Boolean> success, Optional<Trouble> trouble, Optional<Long> completedAt) {
    boolean failed() {
        return success.isPresent() && !success.get();
    }

    /** As clients get it; absent values are null. */
    Map<String, @Nullable Object> object() {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("node", node);
        object.put("status", success.map(good -> good ? "success" : "failed").orElse("unknown"));
        object.put("error", trouble.map(why -> Map.of("message", why.message(), "code", why.code())).orElse(null));
        object.put("completed_at", completedAt.orElse(null));
        return object;
    }
}
