package dev.slipway.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * The steps by which this package changes the disk, apart from the bytes of files: one method per system call that
 * matters for what a crash leaves. Tests put a failure or a crash at the n-th of them. Any thread.
 */
interface Disk {
    /** Makes a directory with mode 0700 whatever the umask says. */
    void createDirectory(Path directory) throws IOException;

    /** Sets the mode of a directory to 0755, so that other users' servers can read what is below. */
    void publish(Path directory) throws IOException;

    /** Writes a file anew; an older one of that name is overwritten. */
    void write(Path file, byte[] content) throws IOException;

    /** Waits until a file's content, or a directory's entries, are on disk. An interrupt does not cut it short. */
    void force(Path fileOrDirectory) throws IOException;

    /** Renames in one atomic step; a file or link at {@code to} is replaced. */
    void rename(Path from, Path to) throws IOException;

    /** Makes a symbolic link whose text is {@code target}. */
    void link(Path link, Path target) throws IOException;

    /** Gives a file another name. */
    void hardLink(Path link, Path existing) throws IOException;

    /** Deletes a file, a link (not what it points to) or an empty directory. */
    void delete(Path path) throws IOException;

    /** Deletes as {@link #delete}, in case there is something. */
    default void deleteIfThere(Path path) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            delete(path);
        }
    }
}
