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
 * @param startedAt when it began, in milliseconds since the epoch
 * @param completedAt when it said so, in milliseconds since the epoch
 */
record NodeResult(String node, Optional<Boolean> success, Optional<Trouble> trouble, Optional<Long> startedAt,
        Optional<Long> completedAt) {
    /** Code of nodes that took it, or would have, and went back with all others. */
    static final String TAKEN_BACK = "taken-back";

    static NodeResult of(Member node, Optional<Boolean> success, Optional<Trouble> trouble, Optional<Observed> said) {
        Optional<Observed> ended = said.filter(one -> success.isPresent());
        return new NodeResult(node.name(), success, trouble,
                ended.map(Observed::began).filter(time -> time > 0), ended.map(Observed::at).filter(time -> time > 0));
    }

    boolean failed() {
        return success.isPresent() && !success.get();
    }

    /** As clients get it; absent values are null. */
    Map<String, @Nullable Object> object() {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("node", node);
        object.put("status", success.map(good -> good ? "success" : "failed").orElse("unknown"));
        object.put("error", trouble.map(why -> Map.of("message", why.message(), "code", why.code())).orElse(null));
        object.put("started_at", startedAt.orElse(null));
        object.put("completed_at", completedAt.orElse(null));
        return object;
    }
}
