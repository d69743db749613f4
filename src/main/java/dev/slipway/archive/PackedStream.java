package dev.slipway.archive;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Compresses what is written to it into another stream, which is neither flushed nor closed. {@link #finish} ends the
 * archive; {@link #close} only lets go of threads and native memory, so that what failed does not look whole.
 */
abstract class PackedStream extends OutputStream {
    /** The stream for a settled compression, with up to so many threads beside the writing one. */
    static PackedStream of(PackCompression compression, OutputStream out, int threads) {
        return switch (compression.method()) {
            case GZIP -> new GzipBlocks(out, Math.max(1, compression.level()), threads);
            case ZSTD -> new ZstdFrame(out, compression.level(), threads);
            case NONE -> new Plain(out);
        };
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public abstract void write(byte[] bytes, int from, int count) throws IOException;

    /** Writes all that is left. Nothing may be written after it. */
    abstract void finish() throws IOException;

    @Override
    public abstract void close();

    /** Passes everything on. */
    private static final class Plain extends PackedStream {
        private final OutputStream out;

        Plain(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            out.write(bytes, from, count);
        }

        @Override
        void finish() {
            // Everything is out.
        }

        @Override
        public void close() {
            // It holds nothing.
        }
    }
}
