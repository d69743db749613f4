package dev.slipway.release;

/** Whether a release is on disk, not only in the page cache, before it is made live (setting {@code sync}). */
public enum SyncMode {
    /**
     * Every file and directory of the tree is synced: with few files each on its own, with many by {@code sync -f} (which
     * syncs the whole file system) where that program is, which is also run now and then while an upload arrives, else each
     * on its own by several threads. A release that was answered for survives a power cut, with its record and its archive.
     */
    SAFE,
    /**
     * The tree is left to the operating system, and so are the records in the home. The journal, the renames, the link and
     * the archive are synced all the same, so a killed process harms nothing, but a power cut shortly after an activation
     * may leave files of the release empty, and the last records unwritten.
     */
    OFF
}
