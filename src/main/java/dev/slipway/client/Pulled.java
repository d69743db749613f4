package dev.slipway.client;

import dev.slipway.archive.Compression;
import dev.slipway.model.Digest;

/**
 * An archive that was fetched whole.
 *
 * @param size its bytes
 * @param digest of its bytes
 * @param compression how it is compressed
 */
public record Pulled(long size, Digest digest, Compression compression) {}
