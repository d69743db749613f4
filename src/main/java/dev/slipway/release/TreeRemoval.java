package dev.slipway.release;

import dev.slipway.problem.DiskFull;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Deletes a whole tree without following links, and goes on when something in it cannot be deleted.
 *
 * <p>Trees deeper than {@link #MAX_DEPTH}, or with longer paths than a system call takes, are no danger: a directory
 * that lies too deep is renamed up to the top, and deleted from there. Memory, stack and open files have a bound.
 * Used by one thread.
 */
final class TreeRemoval {
    /** Levels below the top that are walked with one directory open at each. */
    static final int MAX_DEPTH = 48;
    /** PATH_MAX is 4096 bytes: three bytes a character, and room for a last name. */
    private static final int MAX_PATH_CHARS = 1200;
    private static final List<String> OUT_OF_FILES = List.of("Too many open files");
    private static final int RETRIES = 25;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final String HOISTED = ".deep-";

    private final Path top;
    private final Disk disk;
    private long left;
    private long hoisted;
    private final boolean counting;
    private long freed;
    private boolean outOfFiles;

    private TreeRemoval(Path top, Disk disk, boolean counting) {
        this.top = top;
        this.disk = disk;
        this.counting = counting;
    }

    /**
     * What a removal did.
     *
     * @param left files, links and directories that could not be deleted
     * @param freedBytes of the contents whose last name was deleted
     */
    record Removed(long left, long freedBytes) {}

    /**
     * Deletes {@code top} and all below it.
     *
     * @return how many files, links and directories could not be deleted; 0 when nothing is left, also when there was
     *         nothing
     */
    static long remove(Path top, Disk disk) {
        return new TreeRemoval(top, disk, false).runs().left();
    }

    /** As {@link #remove}, with a look at each file for what its deletion frees. */
    static Removed removeCounting(Path top, Disk disk) {
        return new TreeRemoval(top, disk, true).runs();
    }

    private Removed runs() {
        long undeleted = run();
        for (int retry = 0; undeleted > 0 && outOfFiles && retry < RETRIES; retry++) {
            LockSupport.parkNanos(PAUSE_NANOS); // others will close some of theirs
            outOfFiles = false;
            undeleted = run();
        }
        return new Removed(undeleted, freed);
    }

    private long run() {
        long before;
        do { // what was hoisted beside an open listing may not have been seen by it
            before = hoisted;
            left = 0;
            delete(top, 0);
        } while (hoisted > before);
        return left;
    }

    private void delete(Path path, int depth) {
        try {
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                if (depth > MAX_DEPTH || depth > 1 && path.toString().length() > MAX_PATH_CHARS) {
                    hoist(path);
                    return;
                }
                empty(path, depth);
            }
            long bytes = counting ? freedBy(path) : 0;
            disk.delete(path);
            freed += bytes;
        } catch (NoSuchFileException e) {
            // gone is what was wanted
        } catch (IOException e) {
            failed(e);
        } catch (DirectoryIteratorException e) {
            failed(e.getCause());
        }
    }

    private static long freedBy(Path path) throws IOException {
        Map<String, Object> file = Files.readAttributes(path, "unix:isRegularFile,nlink,size", LinkOption.NOFOLLOW_LINKS);
        boolean last = (Boolean) file.get("isRegularFile") && (Integer) file.get("nlink") == 1;
        return last ? (Long) file.get("size") : 0;
    }

    private void failed(IOException e) {
        left++;
        outOfFiles |= DiskFull.phrase(e, OUT_OF_FILES).isPresent();
    }

    /** The directory is made writable first: its entry {@code ..} changes with the move. */
    private void hoist(Path directory) throws IOException {
        disk.publish(directory);
        disk.rename(directory, top.resolve(HOISTED + Long.toHexString(System.nanoTime()) + "-" + hoisted));
        hoisted++;
    }

    private void empty(Path directory, int depth) throws IOException {
        try (DirectoryStream<Path> listing = open(directory)) {
            for (Path child : listing) {
                delete(child, depth + 1);
            }
        }
    }

    private DirectoryStream<Path> open(Path directory) throws IOException {
        if (!Files.isReadable(directory) || !Files.isWritable(directory) || !Files.isExecutable(directory)) {
            disk.publish(directory);
        }
        try {
            return Files.newDirectoryStream(directory);
        } catch (AccessDeniedException e) {
            disk.publish(directory);
            return Files.newDirectoryStream(directory);
        }
    }
}
