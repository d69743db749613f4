package dev.slipway.release;

import dev.slipway.model.DeploymentId;
import java.util.List;
import java.util.Optional;

/**
 * A component that is gone for its readers, durably.
 *
 * @param live the release that was live; empty when none was
 * @param releases what was taken out of the store and is to be deleted
 * @param inUse releases that are being read, which the settling of the project takes out later
 */
public record Dropped(Optional<DeploymentId> live, List<Collected> releases, int inUse) {
    /**
     * Deletes the releases. Takes as long as there are files; the project need not be held meanwhile.
     *
     * @return bytes that are free now
     */
    public long delete() {
        long freed = 0;
        for (Collected release : releases) {
            freed += release.delete();
        }
        return freed;
    }
}
