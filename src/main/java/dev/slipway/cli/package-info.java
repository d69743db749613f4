/** The command line: what a person types, sees and gets as an exit code. Everything it does, {@code client} does. */
@NullMarked
package dev.slipway.cli;

import org.jspecify.annotations.NullMarked;
