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
    DIRECTORY;

    private static final System.Logger LOG = System.getLogger(LiveForm.class.getName());

    /**
     * As it is set, as far as the home can do it; what a directory costs is logged.
     *
     * @param setting {@code auto}, {@code link} or {@code directory}
     * @throws HomeRefusedException when links are wanted and there are none
     */
    public static LiveForm of(String setting, HomeDirectory home) throws HomeRefusedException {
        LiveForm form = setting.equals("auto") ? home.liveForm() : setting.equals("link") ? LINK : DIRECTORY;
        if (form == LINK && home.lacksLinks()) {
            throw new HomeRefusedException("Symbolic links cannot be made and replaced under " + home.path()
                    + ", and slipway.live-link asks for them. Use a file system that has them (ext4, xfs, btrfs, zfs, apfs), or"
                    + " let directories be live (slipway.live-link=directory): while one is replaced, for a moment nothing is"
                    + " there.");
        }
        if (form == DIRECTORY) {
            LOG.log(System.Logger.Level.WARNING, "What is live are directories, not links{0}: while one is replaced, for a"
                    + " moment nothing is there, and making a release live takes as long as copying it (by hard links where"
                    + " the file system has them)",
                    home.lacksLinks() ? ", since the file system of the home has no symbolic links" : "");
        }
        return form;
    }

    /** As it is told: {@code link} or {@code directory}. */
    public String label() {
        return this == LINK ? "link" : "directory";
    }
}
