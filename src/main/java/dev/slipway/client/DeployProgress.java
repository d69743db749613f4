package dev.slipway.client;

/**
 * How far a deploy is.
 *
 * @param phase where it is
 * @param files regular files packed so far; while {@link DeployPhase#SURVEYING}, what was looked at so far
 * @param unpackedBytes bytes of file content read so far
 * @param sentBytes bytes of the request body handed to the network so far
 * @param current path of the entry being packed, empty before the first
 */
public record DeployProgress(DeployPhase phase, long files, long unpackedBytes, long sentBytes, String current) {}
