/** Every knob: its name, unit, default and reason, and where its value comes from. */
@NullMarked
package dev.slipway.config;

import org.jspecify.annotations.NullMarked;
