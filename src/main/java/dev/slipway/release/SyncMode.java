package dev.slipway.release;

/** Whether a release is on disk, not only in the page cache, before it is made live (setting {@code sync}). */
public enum SyncMode {
    /** Every file and directory is synced; a release that was answered for survives a power cut. */
    SAFE,
    /**
     * The tree is left to the operating system. The journal, the renames and the link are synced all the same, so a
     * killed process harms nothing, but a power cut shortly after an activation may leave files of the release empty.
     */
    OFF
}
