package dev.slipway.release;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A release that stays where it is while it is read, whatever becomes live meanwhile. Made by {@link ReleaseStore#pin}
 * and {@link ReleaseStore#pinLive}; closing it, from any thread and more than once, lets it go.
 */
public final class PinnedRelease implements AutoCloseable {
    private final ProjectName project;
    private final DeploymentId id;
    private final Path root;
    private final ReleasePins pins;
    private final AtomicBoolean open = new AtomicBoolean(true);

    /** Takes over one reader that was counted in. */
    PinnedRelease(ProjectName project, DeploymentId id, Path root, ReleasePins pins) {
        this.project = project;
        this.id = id;
        this.root = root;
        this.pins = pins;
    }

    /** Its project. */
    public ProjectName project() {
        return project;
    }

    /** Which release it is. */
    public DeploymentId id() {
        return id;
    }

    /** Its directory itself, not the link to it. */
    public Path root() {
        return root;
    }

    @Override
    public void close() {
        if (open.getAndSet(false)) {
            pins.exit(project, id);
        }
    }
}
