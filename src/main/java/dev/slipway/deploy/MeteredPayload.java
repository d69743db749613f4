package dev.slipway.deploy;

import dev.slipway.archive.Compression;
import dev.slipway.config.PayloadLimit;
import dev.slipway.model.ChunkDigester;
import dev.slipway.model.ChunkDigests;
import dev.slipway.model.Digest;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The archive's bytes on their way to extraction: counted, digested, and copied into the payload store. Read by one
 * thread at a time. Closed by an extraction that fails while it is being read; else what it reads from is closed by its owner.
 */
final class MeteredPayload extends InputStream {
    private final InputStream in;
    private final OutputStream copy;
    private final PayloadLimit most;
    private final MessageDigest sha256;
    private final @Nullable ChunkDigester chunks;
    private final byte[] one = new byte[1];
    private final byte[] first = new byte[4];
    private volatile long bytes; // written by the one thread that reads

    /** Without chunk digests, for a node that is alone. */
    MeteredPayload(InputStream in, OutputStream copy, PayloadLimit most) {
        this(in, copy, most, false);
    }

    /**
     * @param copy receives every byte
     * @param most what is let through
     * @param inChunks whether the digests of its chunks are wanted too, which takes as long again as the whole one
     */
    MeteredPayload(InputStream in, OutputStream copy, PayloadLimit most, boolean inChunks) {
        this.in = in;
        this.copy = copy;
        this.most = most;
        this.chunks = inChunks ? new ChunkDigester() : null;
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public int read() throws IOException {
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = in.read(into, offset, length);
        if (count > 0) {
            look(into, offset, count);
            bytes += count;
            most.check(bytes);
            sha256.update(into, offset, count);
            if (chunks != null) {
                chunks.update(into, offset, count);
            }
            copy.write(into, offset, count);
        }
        return count;
    }

    /** Whoever reads it is to come to an end. Any thread. */
    @Override
    public void close() throws IOException {
        in.close();
    }

    private void look(byte[] into, int offset, int count) {
        for (int i = 0; i < count && bytes + i < first.length; i++) {
            first[(int) bytes + i] = into[offset + i];
        }
    }

    /** What the bytes are, by the first of them. */
    String mediaType() {
        return Compression.of(first, (int) Math.min(first.length, bytes)).mediaType();
    }

    /** Bytes read so far. Any thread. */
    long bytes() {
        return bytes;
    }

    /** The digest of all bytes read; once. */
    Digest digest() {
        return Digest.of(sha256.digest());
    }

    /** The digests of the chunks of all bytes read, where they were wanted; once. */
    Optional<ChunkDigests> chunks() {
        return Optional.ofNullable(chunks).map(ChunkDigester::end);
    }

    /**
     * Whether a digest was declared; it agrees then.
     *
     * @param where it was, for the error
     * @throws DeployException {@link Problem#DIGEST_MISMATCH}
     */
    static boolean agrees(Optional<Digest> declared, Digest received, String where) {
        if (declared.isPresent() && !declared.get().equals(received)) {
            throw new DeployException(Problem.DIGEST_MISMATCH, "The payload received has sha-256 " + received + ", but "
                    + where + " declares " + declared.get());
        }
        return declared.isPresent();
    }
}
