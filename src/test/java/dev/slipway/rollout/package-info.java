/** Roll-outs over nodes, with records in memory. */
@NullMarked
package dev.slipway.rollout;

import org.jspecify.annotations.NullMarked;
