/**
 * What the administrator has a server run and ask when releases become live: commands, each in a process group of its own,
 * and health checks. Knows nothing of deployments but the values that a command is told.
 */
@NullMarked
package dev.slipway.hooks;

import org.jspecify.annotations.NullMarked;
