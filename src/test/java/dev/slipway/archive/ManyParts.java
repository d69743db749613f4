package dev.slipway.archive;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** A stream of parts that are made while it is read, plain or compressed, since the whole would not fit into memory. */
final class ManyParts extends InputStream {
    private final Iterator<byte[]> parts;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final OutputStream to;
    private ByteArrayInputStream ready = new ByteArrayInputStream(new byte[0]);
    private boolean finished;

    private ManyParts(Stream<byte[]> parts, boolean gzip) {
        this.parts = parts.iterator();
        try {
            this.to = gzip ? new GZIPOutputStream(out) : out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static InputStream plain(Stream<byte[]> parts) {
        return new ManyParts(parts, false);
    }

    static InputStream gzip(Stream<byte[]> parts) {
        return new ManyParts(parts, true);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        while (ready.available() == 0 && !finished) {
            if (parts.hasNext()) {
                to.write(parts.next());
            } else {
                to.close();
                finished = true;
            }
            ready = new ByteArrayInputStream(out.toByteArray());
            out.reset();
        }
        return ready.read(b, off, len);
    }
}
