package dev.slipway.archive;

import dev.slipway.problem.DeployException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Symbolic links that are packed: read from the disk and judged by {@link LinkTarget}. A target need not exist. */
final class PackedLink {
    private static final String REMEDY =
            "Replace the link by what it points to, or make it relative to a place inside the directory.";

    private PackedLink() {}

    /**
     * Target of a link as it is to be stored: as it stands on the disk, without doubled and trailing slashes.
     *
     * @param link what was found
     * @param path its path in the archive
     * @throws PackingFailedException when the server would refuse the link, or it cannot be read
     */
    static String target(PackedEntry link, EntryPath path) throws PackingFailedException {
        Path found;
        try {
            found = Files.readSymbolicLink(link.path());
        } catch (IOException e) {
            throw PackingFailedException.unreadable(link.name(), e);
        }
        String target = text(found);
        try {
            return LinkTarget.of(path, target).value();
        } catch (DeployException e) {
            throw PackingFailedException.broken(e, " (" + DeployException.printable(target) + ")", REMEDY);
        }
    }

    private static String text(Path target) throws PackingFailedException {
        StringBuilder text = new StringBuilder(target.getRoot() == null ? "" : "/");
        String separator = "";
        for (Path element : target) {
            text.append(separator).append(EntryName.of(element).text());
            separator = "/";
        }
        return text.toString();
    }
}
