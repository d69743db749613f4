/**
 * What is on disk: staging, releases, the live links, the journal of activations and the archives as received.
 *
 * <p>Every method here blocks and is called by workers, never by a container's I/O threads. Work on one project is
 * serialised by the caller; different projects run side by side. {@link dev.slipway.release.HomeDirectory} draws the
 * tree and says who deletes what.
 */
@NullMarked
package dev.slipway.release;

import org.jspecify.annotations.NullMarked;
