package dev.slipway.release;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * How large a tree is.
 *
 * @param files names of regular files
 * @param bytes of their contents. Content with several names counts by equal parts at each of them, rounded down: once
 *     where all names are in the tree, and shared evenly between the releases that share it
 */
public record ReleaseSize(long files, long bytes) {
    /** Looks at everything below; memory grows with the depth alone. No link is followed. */
    static ReleaseSize of(Path root) throws IOException {
        Count count = new Count();
        Files.walkFileTree(root, count);
        return new ReleaseSize(count.files, count.bytes);
    }

    /** How many names a file has. */
    static int names(Path file) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
    }

    private static final class Count extends SimpleFileVisitor<Path> {
        private long files;
        private long bytes;

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (attributes.isRegularFile()) {
                files++;
                bytes += attributes.size() / names(file);
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
