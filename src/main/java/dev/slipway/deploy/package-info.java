/**
 * One deployment from its first payload byte to the live link: claims, workers, the run itself.
 *
 * <p>Threads: a claim is taken on whatever thread has read the operation (it never blocks); everything else of a
 * deployment runs on one worker of {@link dev.slipway.deploy.Workers}, which is the only thread that touches
 * the deployment's files.
 */
@NullMarked
package dev.slipway.deploy;

import org.jspecify.annotations.NullMarked;
