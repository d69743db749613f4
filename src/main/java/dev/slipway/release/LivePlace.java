package dev.slipway.release;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;

/**
 * Changes what stands at {@code live/<project>}, durably, in one of the {@link LiveForm}s; what the other one left is taken
 * over. Used under the project's activation.
 */
abstract class LivePlace {
    /** How the names of what is on its way in, or out, begin; the sweep removes all but copies that are decided to be live. */
    static final String NEW = ".new-";
    static final String NEXT = ".next-";
    static final String MAKING = ".making-";
    static final String OLD = ".old-";
    private static final System.Logger LOG = System.getLogger(LivePlace.class.getName());

    final HomeDirectory home;
    final LiveReleases live;
    final Disk disk;

    LivePlace(HomeDirectory home, Disk disk) {
        this.home = home;
        this.live = new LiveReleases(home);
        this.disk = disk;
    }

    /** In this form. */
    static LivePlace of(LiveForm form, HomeDirectory home, Sync sync, Disk disk) {
        return form == LiveForm.LINK ? new LiveLink(home, disk) : new LiveDirectory(home, sync, disk);
    }

    /** Makes a release live, whether or not another one is; one step decides. */
    abstract void pointTo(ProjectName project, DeploymentId id) throws IOException;

    /**
     * Brings readers, in this form, what is decided to be live. Every step may have been done before; what is done here is
     * durable when it returns.
     */
    abstract void complete(ProjectName project) throws IOException;

    /** Whether readers find what is decided to be live. */
    abstract boolean isShown(ProjectName project) throws IOException;

    /** Leaves the project without a live release; nothing happens when it has none. */
    abstract void remove(ProjectName project) throws IOException;

    /** Deletes what was to become live and did not; the copy that is decided to be live stays until it is at its place. */
    final void clean(ProjectName project) throws IOException {
        Set<String> decided = live.decidedCopies();
        disk.deleteIfThere(home.live().resolve(NEW + project));
        discard(home.live().resolve(MAKING + project));
        try (DirectoryStream<Path> copies = Files.newDirectoryStream(home.live(), NEXT + project + ".*")) {
            for (Path copy : copies) {
                if (!decided.contains(copy.getFileName().toString())) {
                    discard(copy);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        disk.force(home.live());
    }

    /** Takes what stands there out of the readers' sight; {@link #discardOld} deletes it. */
    final void moveAway(ProjectName project) throws IOException {
        Path place = live.place(project);
        if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            discardOld(project);
            disk.rename(place, home.live().resolve(OLD + project));
        }
    }

    final void discardOld(ProjectName project) {
        discard(home.live().resolve(OLD + project));
    }

    /** What cannot be deleted is left for the sweep: its name says that it is nobody's. */
    final void discard(Path path) {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && TreeRemoval.remove(path, disk) > 0) {
            LOG.log(System.Logger.Level.WARNING, "live/{0} could not be deleted; the next start does", path.getFileName());
        }
    }
}
