package dev.slipway.release;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Which releases are being read by this server, and which one is on its way out: one or the other. Never waits; any
 * thread. In memory only: readers end with the process.
 */
final class ReleasePins {
    private static final int LEAVING = -1;

    private record Key(ProjectName project, DeploymentId id) {}

    private final ConcurrentMap<Key, Integer> readers = new ConcurrentHashMap<>();

    /** Counts a reader in; false when the release is on its way out. */
    boolean enter(ProjectName project, DeploymentId id) {
        return readers.compute(new Key(project, id),
                (key, count) -> count == null ? 1 : count == LEAVING ? LEAVING : count + 1) != LEAVING;
    }

    /** Counts a reader out. */
    void exit(ProjectName project, DeploymentId id) {
        readers.computeIfPresent(new Key(project, id), (key, count) -> count == 1 ? null : count - 1);
    }

    /** Lets no reader in until {@link #left}; false when one is inside, or the release is on its way out already. */
    boolean leave(ProjectName project, DeploymentId id) {
        return readers.putIfAbsent(new Key(project, id), LEAVING) == null;
    }

    /** It is out, or stays after all. */
    void left(ProjectName project, DeploymentId id) {
        readers.remove(new Key(project, id), LEAVING);
    }

    boolean isRead(ProjectName project, DeploymentId id) {
        return readers.getOrDefault(new Key(project, id), 0) > 0;
    }
}
