/** What clients of a cluster were told and what was seen on its nodes meanwhile, and whether the two fit. */
@NullMarked
package dev.slipway.history;

import org.jspecify.annotations.NullMarked;
