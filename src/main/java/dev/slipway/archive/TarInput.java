package dev.slipway.archive;

import java.io.IOException;
import java.io.InputStream;

/**
 * The tar stream in large reads: headers and small files come out of one buffer, large content goes past it. What is
 * handed out is counted. Used by one thread.
 */
final class TarInput {
    private static final int BUFFER_BYTES = 64 << 10;

    private final InputStream in;
    private final Quota quota;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;

    TarInput(InputStream in, Quota quota) {
        this.in = in;
        this.quota = quota;
    }

    /** As {@link InputStream#read(byte[], int, int)}, for {@code len > 0}. */
    int read(byte[] b, int off, int len) throws IOException {
        int n;
        if (position == limit && len >= BUFFER_BYTES) {
            n = receive(b, off, len);
        } else {
            n = fillIfEmpty() ? Math.min(len, limit - position) : -1;
            if (n > 0) {
                System.arraycopy(buffer, position, b, off, n);
                position += n;
            }
        }
        quota.spend(Math.max(n, 0));
        return n;
    }

    /** Reads until it has them all or the stream ends; returns how many it has. */
    int readFully(byte[] b, int off, int len) throws IOException {
        int have = 0;
        while (have < len) {
            int n = read(b, off + have, len - have);
            if (n < 0) {
                return have;
            }
            have += n;
        }
        return have;
    }

    private boolean fillIfEmpty() throws IOException {
        if (position == limit) {
            position = 0;
            limit = Math.max(receive(buffer, 0, BUFFER_BYTES), 0);
        }
        return limit > 0;
    }

    private int receive(byte[] b, int off, int len) throws IOException {
        int n;
        do {
            n = in.read(b, off, len);
        } while (n == 0);
        return n;
    }
}
