package dev.slipway.archive;

import dev.slipway.problem.DeployException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The rule for symbolic links that are packed, the same that the server applies: the target is relative, climbs only at
 * its beginning, and does not climb to the packed directory itself or out of it. It need not exist.
 */
final class PackedLink {
    private static final String REMEDY =
            "Replace the link by what it points to, or make it relative to a place inside the directory.";

    private PackedLink() {}

    /**
     * Target of a link as it is to be stored.
     *
     * @throws PackingFailedException when the link breaks the rule or cannot be read
     */
    static String target(PackedEntry link) throws PackingFailedException {
        Path target;
        try {
            target = Files.readSymbolicLink(link.path());
        } catch (IOException e) {
            throw PackingFailedException.unreadable(link.name(), e);
        }
        if (target.isAbsolute()) {
            throw refused(link, target.toString(), "is absolute");
        }
        String text = text(target);
        check(link, text);
        return text;
    }

    private static void check(PackedEntry link, String text) throws PackingFailedException {
        int climbs = 0;
        int names = 0;
        for (String element : text.split("/")) {
            if (element.isEmpty() || element.equals(".")) {
                continue;
            }
            if (!element.equals("..")) {
                names++;
            } else if (names > 0) {
                throw refused(link, text, "has '..' after a name");
            } else {
                climbs++;
            }
        }
        if (climbs > link.depth()) {
            throw refused(link, text, "leads out of the directory");
        }
        if (names == 0 && climbs == link.depth()) {
            throw refused(link, text, "is the directory itself");
        }
    }

    private static String text(Path target) throws PackingFailedException {
        StringBuilder text = new StringBuilder();
        for (Path element : target) {
            text.append(text.length() == 0 ? "" : "/").append(EntryName.of(element).text());
        }
        return text.toString();
    }

    private static PackingFailedException refused(PackedEntry link, String target, String why) {
        return PackingFailedException.refused(link.name(),
                "is a symbolic link whose target \"" + DeployException.printable(target) + "\" " + why, REMEDY);
    }
}
