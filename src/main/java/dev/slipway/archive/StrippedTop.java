package dev.slipway.archive;

import dev.slipway.problem.DeployException;

/**
 * Takes the directories at the top of an archive away from the names in it, as many levels as were asked for. All
 * entries must be below the same ones: two trees are never merged, and what a relative link points to stays the same.
 * Used by one thread.
 */
final class StrippedTop {
    private final int levels;
    /** What is taken away, as far as it was seen. */
    private String top = "";

    /** @param levels 0 leaves every name as it is */
    StrippedTop(int levels) {
        this.levels = levels;
    }

    /**
     * Where an entry goes.
     *
     * @return the path below the directories that are taken away; the root for those themselves
     * @throws DeployException ARCHIVE_REFUSED when nothing would be left of the name of something else than a directory,
     *     or when it is not below the same directories as what came before it
     */
    EntryPath place(TarMember member) {
        EntryPath path = member.path();
        if (levels == 0 || path.isRoot()) {
            return path;
        }
        if (path.depth() <= levels && member.kind() != TarMember.Kind.DIRECTORY) {
            throw DeployException.refusedEntry(member.name(), "nothing is left of its name: strip_components takes "
                    + levels + " of its " + path.depth() + " components away");
        }
        return without(member.name(), path);
    }

    /** Where the target of a hard link is; the link was placed before. */
    EntryPath target(TarMember link, EntryPath target) {
        if (levels > 0 && target.depth() <= levels) {
            throw DeployException.refusedEntry(link.name(),
                    "nothing is left of the target of its hard link, which strip_components shortens as well");
        }
        return levels == 0 ? target : without(link.name(), target);
    }

    private EntryPath without(String entry, EntryPath path) {
        int end = end(path.value());
        String head = path.value().substring(0, end);
        if (!isWithin(head, top) && !isWithin(top, head)) {
            throw DeployException.refusedEntry(entry, "strip_components can take away one directory only, and the archive"
                    + " has others beside \"" + DeployException.printable(top) + "\"");
        }
        top = head.length() > top.length() ? head : top;
        return new EntryPath(end == path.value().length() ? "" : path.value().substring(end + 1));
    }

    /** Where the last component ends that is taken away. */
    private int end(String path) {
        int end = -1;
        for (int i = 0; i < levels; i++) {
            end = path.indexOf('/', end + 1);
            if (end < 0) {
                return path.length();
            }
        }
        return end;
    }

    private static boolean isWithin(String path, String directory) {
        return directory.isEmpty() || path.equals(directory) || path.startsWith(directory + "/");
    }
}
