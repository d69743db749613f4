package dev.slipway.release;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A tree once more: its directories anew, its symbolic links with the same text, its files as hard links where the file
 * system has them, else copied with mode and time. Flat memory. Blocking; obeys an interrupt.
 */
final class TreeCopy extends SimpleFileVisitor<Path> {
    private static final System.Logger LOG = System.getLogger(TreeCopy.class.getName());

    private final Path from;
    private final Path to;
    private final Disk disk;
    private boolean linking = true;
    private long files;

    private TreeCopy(Path from, Path to, Disk disk) {
        this.from = from;
        this.to = to;
        this.disk = disk;
    }

    /**
     * Copies.
     *
     * @param to does not exist; what was made stays when it fails
     * @return how many files it has
     */
    static long of(Path from, Path to, Disk disk) throws IOException {
        TreeCopy copy = new TreeCopy(from, to, disk);
        Files.walkFileTree(from, copy);
        return copy.files;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
        disk.createDirectory(counterpart(directory));
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while copying the release");
        }
        if (attributes.isSymbolicLink()) {
            disk.link(counterpart(file), Files.readSymbolicLink(file));
        } else if (!linking || !linked(file)) {
            Files.copy(file, counterpart(file), LinkOption.NOFOLLOW_LINKS, StandardCopyOption.COPY_ATTRIBUTES);
        }
        files++;
        return FileVisitResult.CONTINUE;
    }

    /** Tries no other file when the disk has none; a full one fails at the copy as well. */
    private boolean linked(Path file) throws IOException {
        try {
            disk.hardLink(counterpart(file), file);
            return true;
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException | UnsupportedOperationException e) {
            LOG.log(System.Logger.Level.DEBUG, "a file cannot be linked and is copied", e);
            linking = !(e instanceof UnsupportedOperationException) && files > 0;
            return false;
        }
    }

    /** The mode last: it may forbid to write into the directory. */
    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failed) throws IOException {
        if (failed != null) {
            throw failed;
        }
        Files.setPosixFilePermissions(counterpart(directory), Files.getPosixFilePermissions(directory));
        return FileVisitResult.CONTINUE;
    }

    private Path counterpart(Path path) {
        return to.resolve(from.relativize(path));
    }
}
