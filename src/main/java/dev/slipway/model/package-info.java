/** The values that every room of the house speaks of. Immutable, validated when they are made. */
@NullMarked
package dev.slipway.model;

import org.jspecify.annotations.NullMarked;
