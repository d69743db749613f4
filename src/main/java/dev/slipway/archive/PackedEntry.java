package dev.slipway.archive;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One thing found in the directory that is packed, as it was when the walk came by.
 *
 * @param name path below the packed directory, with {@code /} between and none at the end
 * @param depth number of directories between it and the packed directory; 0 directly below
 * @param path where it is
 * @param attributes of the thing itself, links not followed
 */
record PackedEntry(String name, int depth, Path path, BasicFileAttributes attributes) {
    private static final long LAST_SECOND = (1L << 33) - 1;

    boolean isDirectory() {
        return attributes.isDirectory();
    }

    boolean isLink() {
        return attributes.isSymbolicLink();
    }

    /** Size in bytes. */
    long size() {
        return attributes.size();
    }

    /** Whether its owner may run it; false where the file system knows no such right. */
    boolean isExecutable() {
        return attributes instanceof PosixFileAttributes posix
                && posix.permissions().contains(PosixFilePermission.OWNER_EXECUTE);
    }

    /**
     * Last change in whole seconds since the epoch; a time before it counts as 0, one after the year 2242 as the last
     * second that fits into a tar header.
     */
    long modifiedSeconds() {
        return Math.max(0, Math.min(LAST_SECOND, attributes.lastModifiedTime().to(TimeUnit.SECONDS)));
    }

    /** How another look at the same path differs from this one, as far as can be told; empty when it does not. */
    Optional<String> changeTo(BasicFileAttributes later) {
        if (kind(attributes) != kind(later) || !Objects.equals(attributes.fileKey(), later.fileKey())) {
            return Optional.of("was replaced");
        }
        if (!isDirectory() && size() != later.size()) {
            return Optional.of((size() < later.size() ? "grew from " : "shrank from ") + size() + " to " + later.size()
                    + " bytes");
        }
        if (!attributes.lastModifiedTime().equals(later.lastModifiedTime())) {
            return Optional.of(isDirectory() ? "had names added or removed" : "was written to");
        }
        return Optional.empty();
    }

    private static int kind(BasicFileAttributes attributes) {
        return attributes.isRegularFile() ? 0 : attributes.isDirectory() ? 1 : attributes.isSymbolicLink() ? 2 : 3;
    }
}
