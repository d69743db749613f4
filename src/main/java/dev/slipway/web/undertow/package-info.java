/** What only Undertow (WildFly) needs; no other container loads it. */
@NullMarked
package dev.slipway.web.undertow;

import org.jspecify.annotations.NullMarked;
