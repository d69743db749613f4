package dev.slipway.rollout;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How the cluster is, as clients get it.
 *
 * @param node name of the node that tells
 * @param connected whether that node reaches the records
 * @param nodes one object for each
 * @param projects one object for each
 */
public record ClusterStatus(String node, boolean connected, List<Map<String, @Nullable Object>> nodes,
        List<Map<String, @Nullable Object>> projects) {
    static ClusterStatus of(Membership membership, Board board) {
        List<Map<String, @Nullable Object>> nodes = new ArrayList<>();
        Map<String, String> names = new LinkedHashMap<>();
        for (Member member : membership.all()) {
            names.put(member.id(), member.name());
            nodes.add(object(member));
        }
        Map<ProjectName, Map<String, Observed>> observed = board.observed();
        Map<ProjectName, Map<String, @Nullable Object>> projects = new TreeMap<>();
        for (Board.Posted posted : board.desired()) {
            Desired desired = posted.desired();
            projects.put(desired.project(), object(desired, observed.getOrDefault(desired.project(), Map.of()), names));
        }
        return new ClusterStatus(membership.self().name(), membership.isConnected(), nodes, List.copyOf(projects.values()));
    }

    private static Map<String, @Nullable Object> object(Member member) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("name", member.name());
        object.put("id", member.id());
        object.put("url", member.address().map(Object::toString).orElse(null));
        object.put("version", member.version());
        object.put("status", member.reachable() ? "up" : "silent");
        object.put("silent_ms", member.silentMillis());
        return object;
    }

    private static Map<String, @Nullable Object> object(Desired desired, Map<String, Observed> observed,
            Map<String, String> names) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("project", desired.project().value());
        object.put("generation", desired.generation());
        object.put("release_id", desired.release().map(DeploymentId::value).orElse(null));
        object.put("deployment_id", desired.deployment().value());
        object.put("state", desired.state().name().toLowerCase(java.util.Locale.ROOT));
        List<Map<String, @Nullable Object>> nodes = new ArrayList<>();
        for (Map.Entry<String, String> node : names.entrySet()) {
            nodes.add(object(node.getValue(), observed.getOrDefault(node.getKey(), Observed.nothing(desired.project())), desired));
        }
        object.put("nodes", nodes);
        return object;
    }

    private static Map<String, @Nullable Object> object(String node, Observed said, Desired desired) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("node", node);
        object.put("live", said.live().map(DeploymentId::value).orElse(null));
        object.put("generation", said.generation());
        object.put("up_to_date", said.generation() == desired.generation() && said.live().equals(desired.release()));
        object.put("error", said.trouble()
                .or(() -> Optional.ofNullable(said.refused().get(desired.attempt())))
                .map(Trouble::message).orElse(null));
        return object;
    }

    /** As clients get it. */
    public Map<String, Object> object() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("node_name", node);
        object.put("is_enabled", true);
        object.put("connected", connected);
        object.put("nodes", nodes);
        object.put("projects", projects);
        return object;
    }
}
