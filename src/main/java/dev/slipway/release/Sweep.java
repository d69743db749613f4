package dev.slipway.release;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Outcome of a sweep.
 *
 * @param removed files, links and directories directly under the home's children that were deleted
 * @param left files, links and directories at any depth that could not be
 */
public record Sweep(long removed, long left) {

    /** One sweep, by one thread. */
    static final class Run {
        private static final System.Logger LOG = System.getLogger(Sweep.class.getName());

        private final HomeDirectory home;
        private final Disk disk;
        private long removed;
        private long left;

        Run(HomeDirectory home, Disk disk) {
            this.home = home;
            this.disk = disk;
        }

        Sweep sweep() {
            removeIn(home.staging(), "*");
            removeUndecided();
            removeIn(home.journal(), ".*");
            removeIn(home.payloads(), KeptPayloads.INCOMING + "*");
            removeIn(home.payloads(), PartialPayloads.PULLING + "*", PartialPayloads::isAbandoned);
            removeEmptyProjects();
            return new Sweep(removed, left);
        }

        private void removeUndecided() {
            Set<String> decided;
            try {
                decided = new LiveReleases(home).decidedCopies();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "Cannot tell what is decided to be live; " + home.live() + " is not swept", e);
                left++;
                return;
            }
            for (String name : List.of(LivePlace.NEW, LivePlace.NEXT, LivePlace.MAKING, LivePlace.OLD)) {
                removeIn(home.live(), name + "*", path -> !decided.contains(path.getFileName().toString()));
            }
        }

        private void removeIn(Path directory, String glob) {
            removeIn(directory, glob, path -> true);
        }

        private void removeIn(Path directory, String glob, DirectoryStream.Filter<Path> which) {
            try (DirectoryStream<Path> litter = Files.newDirectoryStream(directory, glob)) {
                for (Path path : litter) {
                    if (!which.accept(path)) {
                        continue;
                    }
                    long undeleted = TreeRemoval.remove(path, disk);
                    left += undeleted;
                    removed += undeleted == 0 ? 1 : 0;
                }
            } catch (IOException | DirectoryIteratorException e) {
                LOG.log(System.Logger.Level.WARNING, "Cannot list " + directory, e);
                left++;
            }
        }

        private void removeEmptyProjects() {
            try (DirectoryStream<Path> projects = Files.newDirectoryStream(home.releases())) {
                for (Path project : projects) {
                    if (Files.isDirectory(project, LinkOption.NOFOLLOW_LINKS)) {
                        removeIfEmpty(project);
                    }
                }
            } catch (IOException | DirectoryIteratorException e) {
                LOG.log(System.Logger.Level.WARNING, "Cannot list " + home.releases(), e);
                left++;
            }
        }

        private void removeIfEmpty(Path project) throws IOException {
            try (DirectoryStream<Path> releases = Files.newDirectoryStream(project)) {
                if (releases.iterator().hasNext()) {
                    return;
                }
            }
            try {
                disk.delete(project);
                removed++;
            } catch (DirectoryNotEmptyException e) {
                // so it is in use
            }
        }
    }
}
