package dev.slipway.operation;

import dev.slipway.deploy.Deployments;
import dev.slipway.model.Role;
import dev.slipway.rollout.Cluster;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code cluster_status}: which nodes there are, and what each has of each project. */
public final class ShowCluster implements Operation {
    private final Optional<Cluster> cluster;
    private final Deployments deployments;

    /** @param cluster of which this server is a node, if it is one */
    public ShowCluster(Optional<Cluster> cluster, Deployments deployments) {
        this.cluster = cluster;
        this.deployments = deployments;
    }

    @Override
    public String name() {
        return "cluster_status";
    }

    @Override
    public Role role() {
        return Role.VIEWER;
    }

    @Override
    public Job prepare(Call call) {
        return Job.of(() -> new Answer.Value(cluster.map(node -> node.status().object()).orElseGet(this::alone)));
    }

    private Map<String, Object> alone() {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("node_name", deployments.node().name());
        answer.put("is_enabled", false);
        answer.put("nodes", List.of());
        answer.put("projects", List.of());
        return answer;
    }
}
