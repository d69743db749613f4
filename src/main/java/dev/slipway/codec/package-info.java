/** Operation objects and answers as JSON and CBOR, the media types that tell which of them is meant, and base64. */
@NullMarked
package dev.slipway.codec;

import org.jspecify.annotations.NullMarked;
