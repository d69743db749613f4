package dev.slipway.deploy;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.ProjectName;
import java.util.Map;
import java.util.Set;

/**
 * What the servers of a cluster need, as they have written it down: it stays on each of them, whatever the limits say.
 *
 * @param releases what is to be live, the way back from it, and what every server is to keep
 * @param archives from which those are made
 * @param formerHomes home directories of servers that do not come back; their records are everybody's to let go
 */
public record Wanted(Map<ProjectName, Set<DeploymentId>> releases, Set<Digest> archives, Set<String> formerHomes) {
    /** There are no other servers. */
    public static final Wanted NOTHING = new Wanted(Map.of(), Set.of(), Set.of());

    /** Keeps copies. */
    public Wanted {
        releases = Map.copyOf(releases);
        archives = Set.copyOf(archives);
        formerHomes = Set.copyOf(formerHomes);
    }

    boolean isWanted(ProjectName project, DeploymentId release) {
        return releases.getOrDefault(project, Set.of()).contains(release);
    }
}
