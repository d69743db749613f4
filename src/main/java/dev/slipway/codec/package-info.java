/** Operation objects and answers as JSON and CBOR, and the media types that tell which of them is meant. */
@NullMarked
package dev.slipway.codec;

import org.jspecify.annotations.NullMarked;
