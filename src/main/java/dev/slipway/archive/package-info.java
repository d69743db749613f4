/**
 * Tar in both directions: an archive that arrives is unpacked into a directory while it arrives, and a directory is
 * packed while it is sent.
 *
 * <p>Everything here runs on the thread that calls it, blocks on its streams, and holds a fixed number of buffers
 * whatever the size of the archive.
 */
@NullMarked
package dev.slipway.archive;

import org.jspecify.annotations.NullMarked;
