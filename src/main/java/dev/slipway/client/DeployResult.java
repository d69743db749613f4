package dev.slipway.client;

import dev.slipway.model.Digest;
import java.util.Map;

/**
 * A deploy that the server has confirmed.
 *
 * @param outcome {@link Outcome#LIVE}; {@link Outcome#STAGED} or {@link Outcome#RUNNING} where the request asked for it
 * @param message the server's text
 * @param deploymentId what the server calls this deployment
 * @param project name of the project
 * @param payloadDigest of the archive as it was sent
 * @param payloadSize bytes of the archive as it was sent
 * @param files regular files in it
 * @param directories directories in it; 0 when another request of the same {@code Idempotency-Key} had sent it
 * @param unpackedSize bytes of file content in it
 * @param attempts how often it was tried, 1 when the first attempt succeeded
 * @param answer the server's answer as it came; when that was lost, its answer to the question what became of it
 */
public record DeployResult(Outcome outcome, String message, String deploymentId, String project, Digest payloadDigest,
        long payloadSize, long files, long directories, long unpackedSize, int attempts, Map<String, Object> answer) {}
