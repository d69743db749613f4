package dev.slipway.release;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** {@code live/<project>} as a symbolic link: a new one is renamed over the old one. */
final class LiveLink extends LivePlace {
    LiveLink(HomeDirectory home, Disk disk) {
        super(home, disk);
    }

    @Override
    void pointTo(ProjectName project, DeploymentId id) throws IOException {
        complete(project);
        link(project, id);
    }

    private void link(ProjectName project, DeploymentId id) throws IOException {
        Path next = home.live().resolve(NEW + project);
        disk.deleteIfThere(next);
        disk.link(next, LiveReleases.linkTarget(project, id));
        disk.rename(next, live.place(project));
        disk.force(home.live());
    }

    /** Only a directory is something to do: it becomes a link. */
    @Override
    void complete(ProjectName project) throws IOException {
        Optional<DeploymentId> marked = live.marked(project);
        if (marked.isPresent()) {
            Path place = live.place(project);
            if (!Files.isSymbolicLink(place)) {
                moveAway(project);
                link(project, marked.get());
            } else if (!Files.readSymbolicLink(place).equals(LiveReleases.linkTarget(project, marked.get()))) {
                link(project, marked.get());
            }
            disk.delete(live.mark(project));
            disk.force(home.live());
            discardOld(project);
        }
    }

    @Override
    boolean isShown(ProjectName project) {
        return Files.isSymbolicLink(live.place(project));
    }

    @Override
    void remove(ProjectName project) throws IOException {
        complete(project);
        disk.deleteIfThere(live.place(project));
        disk.force(home.live());
    }
}
