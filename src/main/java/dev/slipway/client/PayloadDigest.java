package dev.slipway.client;

import dev.slipway.model.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Passes the payload on and computes its digest and size meanwhile. For one thread. */
final class PayloadDigest extends OutputStream {
    private final OutputStream out;
    private final MessageDigest sha256;
    private long size;

    PayloadDigest(OutputStream out) {
        this.out = out;
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        out.write(bytes, from, count);
        sha256.update(bytes, from, count);
        size += count;
    }

    /** Bytes so far. */
    long size() {
        return size;
    }

    /** Of all bytes; to be asked once, after the last. */
    Digest digest() {
        return Digest.of(sha256.digest());
    }
}
