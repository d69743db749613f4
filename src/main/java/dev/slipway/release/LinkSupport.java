package dev.slipway.release;

/** What the trial at start-up found out about symbolic links under the home. */
enum LinkSupport {
    /** They can be made and replaced. */
    THERE,
    /** The file system, or this Java, refuses them. */
    MISSING,
    /** Not known: the disk is full, so that nothing can be tried. */
    UNTRIED
}
