package dev.slipway.archive;

import dev.slipway.problem.DeployException;

/**
 * The target of a symbolic link, known to lead to a place inside the release but not to its root.
 *
 * <p>Once {@code .}, doubled and trailing slashes are thought away, a target is some {@code ..} and then plain names,
 * at least one. Since no entry has a link as a parent, the link's own depth is real, so the {@code ..} can be counted
 * against it; and since no {@code ..} comes after a name, a name that is itself a link cannot lead out either: its own
 * target was checked in the same way.
 *
 * @param value as sent, at most {@value EntryPath#MAX_BYTES} bytes
 */
record LinkTarget(String value) {
    /**
     * @param link where the link stands
     * @param target what it points to, as sent
     * @throws DeployException ARCHIVE_REFUSED with the name of the link
     */
    static LinkTarget of(EntryPath link, String target) {
        checkShape(link.value(), target);
        int up = 0;
        int names = 0;
        for (String component : target.split("/")) {
            if (component.equals("..")) {
                up++;
                if (names > 0) {
                    throw DeployException.refusedEntry(link.value(), "its link target has a '..' after a name");
                }
            } else if (!component.isEmpty() && !component.equals(".")) {
                names++;
                checkLength(link.value(), component);
            }
        }
        if (up >= link.depth()) {
            throw DeployException.refusedEntry(link.value(), "its link target is outside of the component");
        }
        if (names == 0) {
            throw DeployException.refusedEntry(link.value(), "its link target is a directory above it");
        }
        return new LinkTarget(target);
    }

    private static void checkShape(String link, String target) {
        if (target.isEmpty()) {
            throw DeployException.refusedEntry(link, "its link target is empty");
        }
        if (target.charAt(0) == '/') {
            throw DeployException.refusedEntry(link, "its link target is absolute");
        }
        EntryPath.checkText(link, target);
        if (EntryPath.utf8Length(target, 0, target.length()) > EntryPath.MAX_BYTES) {
            throw DeployException.refusedEntry(link,
                    "its link target is longer than " + EntryPath.MAX_BYTES + " bytes");
        }
    }

    private static void checkLength(String link, String component) {
        if (EntryPath.utf8Length(component, 0, component.length()) > EntryPath.MAX_COMPONENT_BYTES) {
            throw DeployException.refusedEntry(link, "its link target has a component longer than "
                    + EntryPath.MAX_COMPONENT_BYTES + " bytes");
        }
    }
}
