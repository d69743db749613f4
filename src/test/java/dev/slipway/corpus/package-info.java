/** The corpus of raw requests and of clients that are slow or go away, played against any running server. */
@NullMarked
package dev.slipway.corpus;

import org.jspecify.annotations.NullMarked;
