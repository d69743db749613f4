package dev.slipway.rollout;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A restart of what serves projects, as it is written down: whoever reads it can go on with it. A value.
 *
 * @param id shown to clients
 * @param type name of the operation that asked for it
 * @param user who did
 * @param everywhere whether each node of the cluster does it, so many at a time; else the node of that home alone
 * @param home id of the home of the node that was asked
 * @param projects one after the other
 * @param results how nodes did it so far, as clients get it; each with the name of its project
 * @param restarted how many projects are done
 * @param createdAt milliseconds since the epoch
 * @param endedAt milliseconds since the epoch, once it has ended
 * @param failure why it stopped, if it did not go well
 */
public record RestartJob(DeploymentId id, String type, String user, boolean everywhere, String home,
        List<ProjectName> projects, List<Map<String, @Nullable Object>> results, int restarted, long createdAt, Optional<Long> endedAt,
        Optional<String> failure) {
    /** Keeps copies. */
    public RestartJob {
        projects = List.copyOf(projects);
        results = List.copyOf(results);
        if (restarted < 0 || restarted > projects.size() || endedAt.isEmpty() && restarted == projects.size()) {
            throw new IllegalArgumentException("restart " + id + " has no project left and has not ended");
        }
    }

    /** Which project is next. */
    ProjectName next() {
        return projects.get(restarted);
    }

    /** Nodes have restarted the next project, or have not. @param why it did not go well. @param now milliseconds since the epoch */
    RestartJob with(List<NodeResult> nodes, Optional<Trouble> why, long now) {
        List<Map<String, @Nullable Object>> all = new ArrayList<>(results);
        for (NodeResult node : nodes) {
            Map<String, @Nullable Object> object = new LinkedHashMap<>();
            object.put("project", next().value());
            object.putAll(node.object());
            all.add(object);
        }
        Optional<String> trouble = why.map(one -> "Project " + next() + " was not restarted. " + one.message()
                + ". What is live stays live");
        boolean over = trouble.isPresent() || restarted + 1 == projects.size();
        return new RestartJob(id, type, user, everywhere, home, projects, all, restarted + 1, createdAt,
                over ? Optional.of(now) : Optional.empty(), trouble);
    }

    /** It will not go on. */
    RestartJob failed(String why, long now) {
        return new RestartJob(id, type, user, everywhere, home, projects, results, restarted, createdAt, Optional.of(now),
                Optional.of(why));
    }
}
