/** What can go wrong: the one table of failures, and the exception that carries a row of it. Imports nothing. */
@NullMarked
package dev.slipway.problem;

import org.jspecify.annotations.NullMarked;
