package dev.slipway.release;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import java.io.IOException;
import java.nio.file.Path;

/** Changes {@code live/<project>}, durably. Used under the project's activation. */
final class LiveLink {
    private final HomeDirectory home;
    private final ReleaseStore store;
    private final Disk disk;

    LiveLink(HomeDirectory home, ReleaseStore store, Disk disk) {
        this.home = home;
        this.store = store;
        this.disk = disk;
    }

    /** Makes a release live in one step, whether or not another one is. */
    void pointTo(ProjectName project, DeploymentId id) throws IOException {
        Path next = next(project);
        disk.deleteIfThere(next);
        disk.link(next, ReleaseStore.linkTarget(project, id));
        disk.rename(next, store.livePath(project));
        disk.force(home.live());
    }

    /** Leaves the project without a live release, in one step; nothing happens when it has none. */
    void remove(ProjectName project) throws IOException {
        disk.deleteIfThere(store.livePath(project));
        disk.force(home.live());
    }

    /** Deletes a new link that was not renamed. */
    void clean(ProjectName project) throws IOException {
        disk.deleteIfThere(next(project));
        disk.force(home.live());
    }

    private Path next(ProjectName project) {
        return home.live().resolve(ReleaseStore.NEW_LINK + project);
    }
}
