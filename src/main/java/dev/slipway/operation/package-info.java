/** One class per operation, their registry, and the operation object that a request carries. */
@NullMarked
package dev.slipway.operation;

import org.jspecify.annotations.NullMarked;
