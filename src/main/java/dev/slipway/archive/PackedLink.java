package dev.slipway.archive;

import dev.slipway.problem.DeployException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A symbolic link that is packed: read from the disk, judged by {@link LinkTarget}, and followed as the receiver will.
 *
 * @param target as it stands on the disk, without doubled and trailing slashes
 * @param dangling whether nothing is at its end
 */
record PackedLink(String target, boolean dangling) {
    private static final String REMEDY =
            "Replace the link by what it points to, or make it relative to a place inside the directory.";

    /**
     * Reads a link.
     *
     * @param link what was found
     * @param path its path in the archive
     * @throws PackingFailedException when the server would refuse the link, or it cannot be read
     */
    static PackedLink read(PackedEntry link, EntryPath path) throws PackingFailedException {
        Path found;
        try {
            found = Files.readSymbolicLink(link.path());
        } catch (IOException e) {
            throw PackingFailedException.unreadable(link.name(), e);
        }
        String target = text(found);
        try {
            return new PackedLink(LinkTarget.of(path, target).value(), isDangling(link, target));
        } catch (DeployException e) {
            throw PackingFailedException.broken(e, " (" + DeployException.printable(target) + ")", REMEDY);
        }
    }

    /** What cannot be entered on the way is named where it lies. */
    private static boolean isDangling(PackedEntry link, String target) throws PackingFailedException {
        try {
            Files.readAttributes(link.path(), BasicFileAttributes.class);
            return false;
        } catch (NoSuchFileException e) {
            return true;
        } catch (AccessDeniedException e) {
            return false;
        } catch (IOException e) {
            throw PackingFailedException.refused(link.name(), "its link target leads in a circle, over too many links "
                    + "or through a file (" + DeployException.printable(target) + ")", REMEDY);
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
