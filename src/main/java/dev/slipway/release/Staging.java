package dev.slipway.release;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * A release being built: {@code staging/<id>/} with its {@link #tree} and room for scratch files beside it. Private to
 * the server's user. Belongs to one deployment; whoever holds it ends it, best by try-with-resources: discarding after
 * an activation only takes the scratch files away.
 */
public final class Staging implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Staging.class.getName());

    private final ProjectName project;
    private final DeploymentId id;
    private final Path directory;
    private final Disk disk;
    private final long begun = System.nanoTime();
    private volatile boolean prepared;

    private Staging(ProjectName project, DeploymentId id, Path directory, Disk disk) {
        this.project = project;
        this.id = id;
        this.directory = directory;
        this.disk = disk;
    }

    static Staging make(HomeDirectory home, ProjectName project, DeploymentId id, Disk disk) {
        Staging staging = new Staging(project, id, home.staging().resolve(id.value()), disk);
        try {
            disk.createDirectory(staging.directory);
        } catch (IOException e) {
            throw StorageFailure.of(e, "making the staging directory");
        }
        try {
            disk.createDirectory(staging.tree());
            return staging;
        } catch (IOException e) {
            DeployException failure = StorageFailure.of(e, "making the staging directory");
            staging.discard();
            throw failure;
        }
    }

    /** The project that it is for. */
    public ProjectName project() {
        return project;
    }

    /** The deployment that builds it; the release will have the same id. */
    public DeploymentId id() {
        return id;
    }

    /**
     * Room for scratch files that do not belong to the release. No name is taken here but {@code tree} and
     * {@code shared}.
     */
    public Path scratch() {
        return directory;
    }

    /** The root of the release: an existing, empty directory until the owner writes into it. */
    public Path tree() {
        return directory.resolve("tree");
    }

    /** Before anything was written into it, by {@link System#nanoTime}. */
    long begun() {
        return begun;
    }

    /** Whether its tree is complete and on the disk. */
    boolean prepared() {
        return prepared;
    }

    void markPrepared() {
        prepared = true;
    }

    /**
     * Deletes what is there, never following a link. May be called again, also after the tree has been activated. No
     * other thread may write into it any more. What cannot be deleted is logged and left for the sweep of the next
     * start.
     *
     * @return how many files and directories could not be deleted
     */
    public long discard() {
        if (Files.notExists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return 0;
        }
        long left = TreeRemoval.remove(directory, disk);
        if (left > 0) {
            LOG.log(System.Logger.Level.WARNING, "{0} files of staging/{1} could not be deleted", left, id);
        }
        return left;
    }

    /** As {@link #discard}. */
    @Override
    public void close() {
        discard();
    }
}
