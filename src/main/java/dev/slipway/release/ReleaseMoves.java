package dev.slipway.release;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Moves whole releases in and out of {@code releases/}, each by one rename, so that there is never half of one. Used
 * under the project's activation.
 */
final class ReleaseMoves {
    private final HomeDirectory home;
    private final Disk disk;

    ReleaseMoves(HomeDirectory home, Disk disk) {
        this.home = home;
        this.disk = disk;
    }

    /** Moves the tree of a staging directory to its place among the releases. Durable when it returns. */
    void in(ProjectName project, DeploymentId id) throws IOException {
        Path directory = directory(project);
        if (Files.notExists(directory, LinkOption.NOFOLLOW_LINKS)) {
            disk.createDirectory(directory);
            disk.publish(directory);
            disk.force(home.releases());
        }
        Path staging = home.staging().resolve(id.value());
        disk.rename(staging.resolve("tree"), directory.resolve(id.value()));
        disk.force(directory);
        disk.force(staging);
    }

    /**
     * Moves a release out into staging, where the next sweep finds it, and takes away the project's directory when it
     * was the last one. Durable when it returns: what is there now may be deleted piece by piece. Every step may have
     * been done before.
     *
     * @param suffix of its name in staging
     * @return where it is, or would be if there was none
     */
    Path out(ProjectName project, DeploymentId id, String suffix) throws IOException {
        Path outside = home.staging().resolve(id + suffix);
        Path directory = directory(project);
        Path release = directory.resolve(id.value());
        if (Files.isDirectory(release, LinkOption.NOFOLLOW_LINKS)) {
            TreeRemoval.remove(outside, disk);
            disk.rename(release, outside);
            disk.force(home.staging());
        }
        if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            disk.force(directory);
            deleteIfEmpty(directory);
        }
        disk.force(home.releases());
        return outside;
    }

    /** Undoes {@link #out} as far as it came. */
    void back(ProjectName project, DeploymentId id, String suffix) throws IOException {
        Path release = directory(project).resolve(id.value());
        Path outside = home.staging().resolve(id + suffix);
        if (Files.notExists(release, LinkOption.NOFOLLOW_LINKS) && Files.exists(outside, LinkOption.NOFOLLOW_LINKS)) {
            disk.rename(outside, release);
            disk.force(directory(project));
            disk.force(home.staging());
        }
    }

    private void deleteIfEmpty(Path directory) throws IOException {
        try {
            disk.delete(directory);
        } catch (DirectoryNotEmptyException e) {
            // other releases are in it
        }
    }

    private Path directory(ProjectName project) {
        return home.releases().resolve(project.value());
    }
}
