package dev.slipway.client;

/**
 * How far a server is with a deployment.
 *
 * @param bytesReceived bytes of the archive that it has
 * @param bytesUnpacked bytes of file content that it has written
 * @param files files that it has written
 */
public record ServerProgress(long bytesReceived, long bytesUnpacked, long files) {}
