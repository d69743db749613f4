package dev.slipway.release;

/** What stands at {@code live/<project>} (setting {@code live-link}). */
public enum LiveForm {
    /** A symbolic link to the release, replaced by one rename: at no moment is there nothing. */
    LINK,
    /**
     * A directory: a copy of the release, by hard links where they can be made. It is replaced by two renames, between
     * which nothing is there for readers; a crash between them is mended at the next start. For file systems without
     * symbolic links, and for servers that follow none.
     */
    DIRECTORY
}
