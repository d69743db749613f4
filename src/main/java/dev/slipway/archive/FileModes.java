package dev.slipway.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Permissions of what is created: given with the creation, and set again only where the process's umask took some away,
 * which is found out once for each bit. Does nothing where the file system knows no permissions. Used by one thread.
 */
final class FileModes {
    private static final int KEPT = 0755;
    private static final int FILE = 0600;
    private static final int DIRECTORY = 0700;
    private static final PosixFilePermission[] BITS = PosixFilePermission.values();

    private final boolean posix;
    private final Map<Integer, FileAttribute<Set<PosixFilePermission>>> attributes = new HashMap<>();
    /** Bits that are known to survive a creation. */
    private int surviving;

    FileModes(Path directory) throws IOException {
        posix = Files.getFileStore(directory).supportsFileAttributeView("posix");
    }

    /** What a file gets that was sent with this mode: never wider, always readable and writable by us. */
    static int ofFile(int sent) {
        return sent & KEPT | FILE;
    }

    /** What a directory gets that was sent with this mode. */
    static int ofDirectory(int sent) {
        return sent & KEPT | DIRECTORY;
    }

    /** To create something with the mode. */
    FileAttribute<?>[] toCreate(int mode) {
        return posix ? new FileAttribute<?>[] {attribute(mode)} : new FileAttribute<?>[0];
    }

    /** Makes sure that what was just created has the mode. */
    void settle(Path created, int mode) throws IOException {
        if (posix && (mode & ~surviving) != 0) {
            int actual = modeOf(created);
            surviving |= mode & actual;
            if (actual != mode) {
                set(created, mode);
            }
        }
    }

    /** Gives something that is no link the mode. */
    void set(Path existing, int mode) throws IOException {
        if (posix) {
            Files.setPosixFilePermissions(existing, attribute(mode).value());
        }
    }

    /** The mode of something that is no link. */
    int modeOf(Path existing) throws IOException {
        int mode = 0;
        if (posix) {
            for (PosixFilePermission bit : Files.getPosixFilePermissions(existing, LinkOption.NOFOLLOW_LINKS)) {
                mode |= 0400 >> bit.ordinal();
            }
        }
        return mode;
    }

    private FileAttribute<Set<PosixFilePermission>> attribute(int mode) {
        return attributes.computeIfAbsent(mode, m -> PosixFilePermissions.asFileAttribute(permissions(m)));
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (PosixFilePermission bit : BITS) {
            if ((mode & 0400 >> bit.ordinal()) != 0) {
                permissions.add(bit);
            }
        }
        return permissions;
    }
}
