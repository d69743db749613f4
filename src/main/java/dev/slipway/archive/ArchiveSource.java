package dev.slipway.archive;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an archive as they come: counted, their first ones looked at, and their own failure remembered, so that
 * a client that went away is told from an archive that is damaged.
 *
 * <p>Used by one thread. Closing it does not close the stream under it, which belongs to the caller.
 */
final class ArchiveSource extends SliceStream {
    private static final int PEEK_BYTES = 4;

    private final InputStream in;
    private final byte[] first = new byte[PEEK_BYTES];
    private int firstPosition;
    private int firstLimit;
    private long count;
    private @Nullable Exception failure;

    ArchiveSource(InputStream in) {
        this.in = in;
    }

    /** How the archive is compressed, by its first bytes, which will be read again. */
    Compression compression() throws IOException {
        while (firstLimit < PEEK_BYTES) {
            int n = receive(first, firstLimit, PEEK_BYTES - firstLimit);
            if (n < 0) {
                break;
            }
            firstLimit += n;
        }
        return Compression.of(first, firstLimit);
    }

    /** Bytes received so far. */
    long count() {
        return count;
    }

    /** Whether the exception was thrown by the stream under this one. */
    boolean threw(Exception e) {
        return failure == e;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        if (len == 0) {
            return 0;
        }
        if (firstPosition < firstLimit) {
            int n = Math.min(len, firstLimit - firstPosition);
            System.arraycopy(first, firstPosition, b, off, n);
            firstPosition += n;
            return n;
        }
        return receive(b, off, len);
    }

    private int receive(byte[] b, int off, int len) throws IOException {
        try {
            int n;
            do {
                n = in.read(b, off, len);
            } while (n == 0);
            count += Math.max(n, 0);
            return n;
        } catch (IOException | RuntimeException e) {
            failure = e;
            throw e;
        }
    }
}
