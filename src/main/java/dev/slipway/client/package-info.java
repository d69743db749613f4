/** The Java API of a deploy: packs a directory while it sends it as one request. Usable by other programs. */
@NullMarked
package dev.slipway.client;

import org.jspecify.annotations.NullMarked;
