/**
 * What nodes do with each other. A payload goes from node to node by plain HTTP in chunks of 8 MiB, each checked by its
 * digest: {@link dev.slipway.cluster.PayloadPull} fetches it from any node that has some of it, {@link
 * dev.slipway.cluster.NodeToken} shows that it is a node that asks. Nothing here knows servlets.
 */
@NullMarked
package dev.slipway.cluster;

import org.jspecify.annotations.NullMarked;
