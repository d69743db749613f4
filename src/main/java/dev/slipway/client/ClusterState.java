package dev.slipway.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a cluster is, as one of its servers told.
 *
 * @param fields as they came
 */
public record ClusterState(Map<String, Object> fields) {
    /**
     * A server.
     *
     * @param up whether it has given a sign of life lately
     * @param silent how long ago the last one was
     * @param url where others reach it
     */
    public record Node(String name, boolean up, Duration silent, String version, String url) {}

    /**
     * What is to be live of a project, and what is.
     *
     * @param release what is to be live; empty for nothing
     * @param state how far the roll-out is: {@code preparing}, {@code switching} or {@code done}
     * @param nodes what each server has
     */
    public record Project(String name, Optional<String> release, String state, List<Live> nodes) {
        /** Servers that have what they are to have. */
        public long upToDate() {
            return nodes.stream().filter(Live::upToDate).count();
        }
    }

    /**
     * What a server has of a project.
     *
     * @param release what is live there
     * @param upToDate whether that is what is to be live
     * @param error why not, as the server says
     */
    public record Live(String node, Optional<String> release, boolean upToDate, Optional<String> error) {}

    /** The server that was asked. */
    public String asked() {
        return Told.text(fields, "node_name").orElse("");
    }

    /** Whether that server is one of a cluster. */
    public boolean isCluster() {
        return Boolean.TRUE.equals(fields.get("is_enabled"));
    }

    /** Whether that server reaches what the cluster shares; else what it tells may be old. */
    public boolean isConnected() {
        return Boolean.TRUE.equals(fields.get("connected"));
    }

    /** All servers. */
    public List<Node> nodes() {
        return Told.objects(fields.get("nodes")).stream().map(node -> new Node(Told.text(node, "name").orElse(""),
                "up".equals(node.get("status")), Duration.ofMillis(Told.number(node, "silent_ms").orElse(0L)),
                Told.text(node, "version").orElse(""), Told.text(node, "url").orElse(""))).toList();
    }

    /** All projects that were ever rolled out. */
    public List<Project> projects() {
        return Told.objects(fields.get("projects")).stream().map(project -> new Project(
                Told.text(project, "project").orElse(""), Told.text(project, "release_id"),
                Told.text(project, "state").orElse(""),
                Told.objects(project.get("nodes")).stream().map(ClusterState::live).toList())).toList();
    }

    private static Live live(Map<String, Object> node) {
        return new Live(Told.text(node, "node").orElse(""), Told.text(node, "live"),
                Boolean.TRUE.equals(node.get("up_to_date")), Told.text(node, "error"));
    }
}
