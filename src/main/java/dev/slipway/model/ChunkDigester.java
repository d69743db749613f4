package dev.slipway.model;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Computes {@link ChunkDigests} of bytes that pass by. Holds 64 characters for each chunk. One thread at a time. */
public final class ChunkDigester {
    private static final int BUFFER = 64 * 1024;

    private final MessageDigest sha256;
    private final StringBuilder hex = new StringBuilder();
    private long size;

    /** For one payload. */
    public ChunkDigester() {
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Of all that the stream has; reads with a buffer of 64 KiB and does not close it. */
    public static ChunkDigests of(InputStream in) throws IOException {
        ChunkDigester digester = new ChunkDigester();
        byte[] buffer = new byte[BUFFER];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            digester.update(buffer, 0, count);
        }
        return digester.end();
    }

    /**
     * The next bytes.
     *
     * @throws DeployException {@link Problem#LIMIT_EXCEEDED} over {@link ChunkDigests#MAX_SIZE}
     */
    public void update(byte[] bytes, int offset, int length) {
        if (length > ChunkDigests.MAX_SIZE - size) {
            throw new DeployException(Problem.LIMIT_EXCEEDED,
                    "Archives over " + ChunkDigests.MAX_SIZE + " bytes are not sent from node to node");
        }
        for (int done = 0; done < length; ) {
            int left = ChunkDigests.CHUNK_BYTES - (int) (size % ChunkDigests.CHUNK_BYTES);
            int count = Math.min(length - done, left);
            sha256.update(bytes, offset + done, count);
            size += count;
            done += count;
            if (count == left) {
                endChunk();
            }
        }
    }

    /** Of all bytes so far; called once, at the end. */
    public ChunkDigests end() {
        if (size % ChunkDigests.CHUNK_BYTES != 0) {
            endChunk();
        }
        return new ChunkDigests(size, hex.toString());
    }

    private void endChunk() {
        hex.append(HexFormat.of().formatHex(sha256.digest()));
    }
}
