package dev.slipway.container;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** The chunked transfer coding (RFC 9112 §7.1) in chunks of at most 64 KiB. */
final class ChunkedOutput extends OutputStream {
    private final OutputStream out;
    private final byte[] buffer = new byte[64 * 1024];
    private int used;

    ChunkedOutput(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int left = length;
        while (left > 0) {
            int step = Math.min(left, buffer.length - used);
            System.arraycopy(bytes, from, buffer, used, step);
            used += step;
            from += step;
            left -= step;
            if (used == buffer.length) {
                flush();
            }
        }
    }

    @Override
    public void flush() throws IOException {
        if (used > 0) {
            out.write((Integer.toHexString(used) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            out.write(buffer, 0, used);
            out.write('\r');
            out.write('\n');
            used = 0;
        }
        out.flush();
    }

    @Override
    public void close() throws IOException {
        flush();
        out.write("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }
}
