package dev.slipway.archive;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** Passes an archive on, knows its size and sha-256, and tells several times a second that it goes on. For one thread. */
public final class DigestedOutput extends FilterOutputStream {
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final LongConsumer ticker;
    private final MessageDigest sha256;
    private long size;
    private long lastTick;

    /** Tells nobody that it goes on. */
    public DigestedOutput(OutputStream out) {
        this(out, size -> { });
    }

    /** @param ticker told the number of bytes */
    public DigestedOutput(OutputStream out, LongConsumer ticker) {
        super(out);
        this.ticker = ticker;
        this.lastTick = System.nanoTime() - TICK_NANOS;
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
        long now = System.nanoTime();
        if (now - lastTick >= TICK_NANOS) {
            lastTick = now;
            ticker.accept(size);
        }
    }

    /** Bytes so far. */
    public long size() {
        return size;
    }

    /** In hexadecimal; to be asked once, after the last byte. */
    public String sha256() {
        return HexFormat.of().formatHex(sha256.digest());
    }
}
