package dev.slipway.release;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code live/<project>} as a directory, a copy of the release. The release itself stays where it is kept, so that all that
 * reads, shares and collects releases does not notice. The order, each step durable before the next:
 *
 * <ol>
 *   <li>the copy is made at {@code .making-<project>}, synced, and renamed to {@code .next-<project>.<id>};
 *   <li>the file {@code .release-<project>} is replaced by one that names the release: this one rename decides;
 *   <li>the old directory is renamed away, and the copy to its place: in between readers find nothing.
 * </ol>
 *
 * <p>After a crash the file tells which copy belongs there. One that is missing is made again from the release.
 */
final class LiveDirectory extends LivePlace {
    private final Sync sync;

    LiveDirectory(HomeDirectory home, Sync sync, Disk disk) {
        super(home, disk);
        this.sync = sync;
    }

    @Override
    void pointTo(ProjectName project, DeploymentId id) throws IOException {
        if (!live.marked(project).equals(Optional.of(id))) {
            make(project, id);
            mark(project, id);
        }
        complete(project);
    }

    private void make(ProjectName project, DeploymentId id) throws IOException {
        Path making = home.live().resolve(MAKING + project);
        Path next = next(project, id);
        discard(making);
        discard(next);
        Path release = home.releases().resolve(project.value()).resolve(id.value());
        long begun = System.nanoTime();
        long files = TreeCopy.of(release, making, disk);
        sync.tree(making, files, begun);
        disk.rename(making, next);
        disk.force(home.live());
    }

    private void mark(ProjectName project, DeploymentId id) throws IOException {
        Path written = home.live().resolve(NEW + project);
        disk.deleteIfThere(written);
        disk.write(written, (id + "\n").getBytes(StandardCharsets.US_ASCII));
        disk.force(written);
        disk.rename(written, live.mark(project));
        disk.force(home.live());
    }

    @Override
    void complete(ProjectName project) throws IOException {
        Optional<DeploymentId> id = live.id(project);
        if (id.isEmpty()) {
            return;
        }
        if (live.marked(project).isEmpty()) { // a link is there
            make(project, id.get());
            mark(project, id.get());
        }
        Path place = live.place(project);
        Path next = next(project, id.get());
        if (!Files.exists(next, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            make(project, id.get());
        }
        if (Files.exists(next, LinkOption.NOFOLLOW_LINKS)) {
            moveAway(project);
            disk.rename(next, place);
            disk.force(home.live());
        }
        discardOld(project);
    }

    @Override
    boolean isShown(ProjectName project) throws IOException {
        Optional<DeploymentId> id = live.marked(project);
        return id.isPresent() && Files.isDirectory(live.place(project), LinkOption.NOFOLLOW_LINKS)
                && !Files.exists(next(project, id.get()), LinkOption.NOFOLLOW_LINKS);
    }

    /** The directory goes first: one that stands there without the file is nobody's. */
    @Override
    void remove(ProjectName project) throws IOException {
        Optional<DeploymentId> id = live.marked(project);
        moveAway(project);
        try {
            disk.force(home.live());
            disk.deleteIfThere(live.mark(project));
            disk.force(home.live());
        } catch (IOException e) {
            if (id.isPresent()) {
                bringBack(project, id.get(), e);
            }
            throw e;
        }
        discardOld(project);
    }

    /** Spares whoever undoes the removal a copy of the release; without it he makes one. */
    private void bringBack(ProjectName project, DeploymentId id, IOException failure) {
        try {
            if (live.marked(project).isEmpty()) {
                mark(project, id);
            }
            disk.rename(home.live().resolve(OLD + project), live.place(project));
            disk.force(home.live());
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private Path next(ProjectName project, DeploymentId id) {
        return home.live().resolve(NEXT + project + "." + id);
    }
}
