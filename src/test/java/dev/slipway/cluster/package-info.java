/** Tests of what nodes do with each other. */
@NullMarked
package dev.slipway.cluster;

import org.jspecify.annotations.NullMarked;
