package dev.slipway.archive;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * One zstd frame with a checksum (RFC 8878), compressed by threads of the native library in jobs of 1 MiB. Where the
 * jobs begin and what each sees of the one before it is fixed, and the library is always told to use threads: so the
 * bytes depend on the content and the level, neither on the number of threads nor on how it is written.
 *
 * <p>For one writing thread. Native memory, beside 256 KiB of buffers: 3 jobs and one more for each thread, and the
 * tables of each thread, at level 3 about 2 MiB, at level 19 about 90 MiB.
 */
final class ZstdFrame extends PackedStream {
    /** More would only wait for the network. */
    static final int MAX_THREADS = 4;

    private static final int JOB_BYTES = 1 << 20;
    /** A quarter of the window before a job is seen by it: 7 in a scale that ends with the whole at 9. */
    private static final int OVERLAP_LOG = 7;
    private static final int BUFFER_BYTES = 128 * 1024;

    private final OutputStream out;
    private final ZstdCompressCtx context = new ZstdCompressCtx();
    private final ByteBuffer input = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final ByteBuffer output = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final byte[] bytes = new byte[BUFFER_BYTES];
    private boolean finished;

    ZstdFrame(OutputStream out, int level, int threads) {
        this.out = out;
        context.setLevel(level);
        context.setChecksum(true);
        context.setWorkers(Math.max(1, Math.min(MAX_THREADS, threads)));
        context.setJobSize(JOB_BYTES);
        context.setOverlapLog(OVERLAP_LOG);
    }

    @Override
    public void write(byte[] content, int from, int count) throws IOException {
        if (finished) {
            throw new IOException("the stream is finished");
        }
        for (int done = 0; done < count; ) {
            int part = Math.min(count - done, input.remaining());
            input.put(content, from + done, part);
            done += part;
            if (!input.hasRemaining()) {
                consume();
            }
        }
    }

    @Override
    void finish() throws IOException {
        consume();
        finished = true;
        input.limit(0);
        boolean ended = false;
        while (!ended) {
            ended = compress(EndDirective.END);
        }
    }

    @Override
    public void close() {
        finished = true;
        context.close();
    }

    private void consume() throws IOException {
        input.flip();
        while (input.hasRemaining()) {
            compress(EndDirective.CONTINUE);
        }
        input.clear();
    }

    /** @return whether nothing is left to be written */
    private boolean compress(EndDirective directive) throws IOException {
        try {
            boolean done = context.compressDirectByteBufferStream(output.clear(), input, directive);
            int length = output.position();
            output.get(0, bytes, 0, length);
            if (length > 0) {
                out.write(bytes, 0, length);
            }
            return done;
        } catch (ZstdException e) {
            throw new IOException("compressing failed: " + e.getMessage(), e);
        }
    }
}
