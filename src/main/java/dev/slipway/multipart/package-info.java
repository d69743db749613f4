/**
 * The multipart parser (RFC 2046 §5.1, RFC 7578): bytes are pushed in, parts come out, nothing is copied and nothing
 * is held back but the beginning of a possible delimiter. No I/O, no servlet types, no threads.
 */
@NullMarked
package dev.slipway.multipart;

import org.jspecify.annotations.NullMarked;
