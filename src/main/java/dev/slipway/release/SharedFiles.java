package dev.slipway.release;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Lets a staged tree share with the project's live release what has not changed (setting {@code dedupe}): a regular file
 * that has the same path, mode, size and bytes there becomes a hard link to the older one. Where no link can be made
 * the copy stays; reflinks, which some file systems have, cannot be asked for from Java.
 *
 * <p>A shared file is one file: its modification time is that of the older one, and who writes into it in place, in
 * whichever release, changes all that share it. Nothing is shared between projects.
 *
 * <p>Done before {@link Activation#prepare}. Flat memory: two buffers and the way down the tree. Blocking; workers only.
 */
public final class SharedFiles {
    private static final System.Logger LOG = System.getLogger(SharedFiles.class.getName());
    private static final int BUFFER_BYTES = 64 << 10;

    private final ReleaseStore store;
    private final Disk disk;

    /** With what is live in this store. */
    public SharedFiles(ReleaseStore store) {
        this(store, new RealDisk());
    }

    SharedFiles(ReleaseStore store, Disk disk) {
        this.store = store;
        this.disk = disk;
    }

    /**
     * What was saved.
     *
     * @param files that are links now
     * @param bytes of content that is not there twice any more
     */
    public record Saved(long files, long bytes) {
        /** Nothing. */
        public static final Saved NOTHING = new Saved(0, 0);
    }

    /**
     * Shares what can be. Takes about as long as reading both trees; an interrupt is obeyed.
     *
     * @param staging complete; nobody writes into it any more
     * @throws DeployException {@link Problem#STORAGE_FAILED} when the tree cannot be read or the thread is interrupted:
     *         it can only be discarded then
     */
    public Saved share(Staging staging) {
        return share(staging, () -> { });
    }

    /** The same. @param still called often; what it throws ends it */
    public Saved share(Staging staging, Runnable still) {
        try (PinnedRelease live = store.pinLive(staging.project()).orElse(null)) {
            if (live == null) {
                return Saved.NOTHING;
            }
            Run run = new Run(staging, live.root(), still);
            Files.walkFileTree(staging.tree(), run);
            return new Saved(run.files, run.bytes);
        } catch (IOException e) {
            throw StorageFailure.of(e, "sharing files with the live release");
        }
    }

    /** What two files must have in common to be one, and how many names one has. */
    private record Look(boolean regular, int mode, long size, Object inode, int names) {
        static Optional<Look> at(Path path) {
            try {
                Map<String, Object> file = Files.readAttributes(
                        path, "unix:isRegularFile,mode,size,ino,nlink", LinkOption.NOFOLLOW_LINKS);
                return Optional.of(new Look((Boolean) file.get("isRegularFile"), (Integer) file.get("mode"),
                        (Long) file.get("size"), file.get("ino"), (Integer) file.get("nlink")));
            } catch (IOException e) {
                return Optional.empty();
            }
        }

        boolean mayBe(Look other) {
            return regular && other.regular && mode == other.mode && size == other.size && !inode.equals(other.inode);
        }
    }

    /** One tree. */
    private final class Run extends SimpleFileVisitor<Path> {
        private final Path tree;
        private final Path older;
        private final Path link;
        private final Runnable still;
        private final byte[] left = new byte[BUFFER_BYTES];
        private final byte[] right = new byte[BUFFER_BYTES];
        private long files;
        private long bytes;

        Run(Staging staging, Path older, Runnable still) {
            this.tree = staging.tree();
            this.older = older;
            this.link = staging.scratch().resolve("shared");
            this.still = still;
        }

        /** Only below directories that both have, so that no link is on the way to a file. */
        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return Files.isDirectory(counterpart(directory), LinkOption.NOFOLLOW_LINKS)
                    ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            requireStill();
            if (attributes.isRegularFile()) {
                Path other = counterpart(file);
                Optional<Look> theirs = Look.at(other);
                Optional<Look> ours = theirs.isPresent() ? Look.at(file) : Optional.empty();
                if (ours.isPresent() && ours.get().mayBe(theirs.get()) && isEqual(file, other) && replace(file, other)) {
                    files++;
                    bytes += ours.get().names() == 1 ? ours.get().size() : 0;
                }
            }
            return FileVisitResult.CONTINUE;
        }

        private Path counterpart(Path path) {
            return older.resolve(tree.relativize(path));
        }

        private boolean isEqual(Path file, Path other) throws IOException {
            try (InputStream mine = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
                    InputStream its = Files.newInputStream(other, LinkOption.NOFOLLOW_LINKS)) {
                int count;
                do {
                    requireStill();
                    count = mine.readNBytes(left, 0, BUFFER_BYTES);
                    int same = its.readNBytes(right, 0, BUFFER_BYTES);
                    if (!Arrays.equals(left, 0, count, right, 0, same)) {
                        return false;
                    }
                } while (count == BUFFER_BYTES);
                return true;
            } catch (IOException e) {
                requireNoInterrupt();
                LOG.log(System.Logger.Level.DEBUG, "a file cannot be compared and stays a copy", e);
                return false;
            }
        }

        /** The link is made outside the tree, so that nothing but the renamed file is ever in it. */
        private boolean replace(Path file, Path other) {
            try {
                disk.deleteIfThere(link);
                disk.hardLink(link, other);
                disk.rename(link, file);
                return true;
            } catch (IOException | UnsupportedOperationException e) {
                LOG.log(System.Logger.Level.DEBUG, "a file cannot be linked and stays a copy", e);
                return false;
            }
        }

        private void requireStill() throws IOException {
            still.run();
            requireNoInterrupt();
        }

        private void requireNoInterrupt() throws IOException {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while sharing files");
            }
        }
    }
}
