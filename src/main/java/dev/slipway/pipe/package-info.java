/** A bounded pipe: bytes from a thread that must not block to one that may. Imports nothing. */
@NullMarked
package dev.slipway.pipe;

import org.jspecify.annotations.NullMarked;
