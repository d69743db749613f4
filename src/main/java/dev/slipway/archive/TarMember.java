package dev.slipway.archive;

import java.util.Objects;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/**
 * A member of a tar archive as the guard read it, with all that extended headers say about it.
 *
 * @param kind what it is
 * @param typeFlag the byte that says so in its header
 * @param name its effective name as sent
 * @param path where it goes
 * @param size bytes of content that follow; 0 unless it is a file
 * @param link effective target as sent; empty unless it is a link
 */
record TarMember(Kind kind, byte typeFlag, String name, EntryPath path, long size, String link) {
    /** What a member becomes on disk. */
    enum Kind { FILE, DIRECTORY, HARD_LINK, SYMBOLIC_LINK }

    /** Whether the decoder, which read the same bytes, came to the same member. */
    boolean agreesWith(TarArchiveEntry entry) {
        return entry.getLinkFlag() == typeFlag
                && entry.isDirectory() == (kind == Kind.DIRECTORY)
                && entry.getSize() == size
                && entry.isCheckSumOK()
                && !entry.isSparse()
                && withoutSlash(entry.getName()).equals(withoutSlash(name))
                && (kind == Kind.FILE || kind == Kind.DIRECTORY || Objects.equals(entry.getLinkName(), link));
    }

    private static String withoutSlash(String name) {
        int end = name.length();
        while (end > 0 && name.charAt(end - 1) == '/') {
            end--;
        }
        return name.substring(0, end);
    }
}
