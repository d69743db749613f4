package dev.slipway.release;

import dev.slipway.model.DeploymentId;
import java.nio.file.Path;

/**
 * A release that was taken out of the store as a whole and is to be deleted: nothing can reach it any more. If the
 * process ends before it is, the next start's sweep deletes it. One thread.
 */
public final class Collected {
    private static final System.Logger LOG = System.getLogger(Collected.class.getName());

    private final DeploymentId id;
    private final Path directory;
    private final Disk disk;

    Collected(DeploymentId id, Path directory, Disk disk) {
        this.id = id;
        this.directory = directory;
        this.disk = disk;
    }

    /** Which release it was. */
    public DeploymentId id() {
        return id;
    }

    /**
     * Deletes it. Takes as long as there are files; the project need not be held meanwhile. What cannot be deleted is
     * logged and left for the sweep.
     *
     * @return bytes that are free now: content that another release shares is not
     */
    public long delete() {
        TreeRemoval.Removed removed = TreeRemoval.removeCounting(directory, disk);
        if (removed.left() > 0) {
            LOG.log(System.Logger.Level.WARNING, "{0} files of the collected release {1} could not be deleted",
                    removed.left(), id);
        }
        return removed.freedBytes();
    }
}
