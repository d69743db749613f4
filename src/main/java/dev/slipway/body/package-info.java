/**
 * Request bodies turned into an operation object and payload bytes, while they arrive: multipart, JSON, CBOR, or the
 * bare archive. Nothing here blocks, reads or writes; whoever holds the bytes pushes them in.
 */
@NullMarked
package dev.slipway.body;

import org.jspecify.annotations.NullMarked;
