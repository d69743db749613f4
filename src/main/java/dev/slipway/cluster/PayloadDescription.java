package dev.slipway.cluster;

import dev.slipway.model.ChunkDigests;
import dev.slipway.model.Digest;

/**
 * What a record says of a payload, by which every node checks what it gets.
 *
 * @param digest of the whole
 * @param chunks of its chunks
 */
public record PayloadDescription(Digest digest, ChunkDigests chunks) {
    /** Path of the payload below a node's web application. */
    public String path() {
        return path(digest);
    }

    /** Path of a payload below a node's web application. */
    public static String path(Digest digest) {
        return "/cluster/payloads/" + digest.hex();
    }

    /** Path of the answer that tells which chunks a node has. */
    public String chunksPath() {
        return path() + "/chunks";
    }
}
