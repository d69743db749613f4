/**
 * One deployment on every node. What is to be live is written where all nodes read it ({@link dev.slipway.rollout.Desired});
 * each node brings itself there and says how far it is ({@link dev.slipway.rollout.Observed}); whichever node holds a
 * project's lease decides the next step from that alone ({@link dev.slipway.rollout.RollOutPlan}).
 */
@NullMarked
package dev.slipway.rollout;

import org.jspecify.annotations.NullMarked;
