package dev.slipway.archive;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * One gzip member (RFC 1952) whose blocks are compressed side by side: each block of 128 KiB is deflated on its own
 * with the 32 KiB before it as a dictionary and ends on a byte border (a sync flush), so that the blocks joined in
 * order are one deflate stream. The bytes depend on the content and the level, not on the number of threads.
 *
 * <p>For one writing thread, which owns every field; workers see a {@link GzipBlock} only while it is theirs. At most
 * {@code 2 × threads + 1} blocks exist, about 0.6 MB each: when all are busy, a write waits for the oldest.
 *
 * <p>{@link #finish} ends the stream; {@link #close} only lets go of the threads, so that what failed does not look
 * whole.
 */
final class GzipBlocks extends PackedStream {
    static final int MAX_THREADS = 8;

    private static final int BLOCKS_PER_THREAD = 2;

    private static final long MOST_SECONDS_OF_A_BLOCK = 10;

    private final OutputStream out;
    private final int level;
    private final ExecutorService workers;
    private final int maxBusy;
    private final Deque<Future<GzipBlock>> busy = new ArrayDeque<>();
    private final Deque<GzipBlock> idle = new ArrayDeque<>();
    private final Deque<GzipBlock> all = new ArrayDeque<>();
    private final CRC32 crc = new CRC32();
    private GzipBlock current;
    private long length;
    private boolean headerWritten;
    private boolean finished;

    GzipBlocks(OutputStream out, int level, int threads) {
        check(level, threads);
        this.out = out;
        this.level = level;
        this.maxBusy = BLOCKS_PER_THREAD * threads;
        this.workers = Executors.newFixedThreadPool(threads, GzipBlocks::worker);
        this.current = block(null);
    }

    static void check(int level, int threads) {
        if (level < 1 || level > 9) {
            throw new IllegalArgumentException("a gzip level is 1 to 9, not " + level);
        }
        if (threads < 1 || threads > MAX_THREADS) {
            throw new IllegalArgumentException("threads are 1 to " + MAX_THREADS + ", not " + threads);
        }
    }

    private static Thread worker(Runnable work) {
        Thread thread = new Thread(work, "slipway-gzip");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        if (finished) {
            throw new IOException("the stream is finished");
        }
        crc.update(bytes, from, count);
        length += count;
        int done = 0;
        while (done < count) {
            if (current.isFull()) {
                GzipBlock full = current;
                submit(full);
                current = block(full);
            }
            done += current.fill(bytes, from + done, count - done);
        }
    }

    /** Compresses what is left and writes the trailer. */
    @Override
    void finish() throws IOException {
        current.markLast();
        submit(current);
        finished = true;
        while (!busy.isEmpty()) {
            writeOldest();
        }
        byte[] trailer = new byte[8];
        littleEndian(trailer, 0, (int) crc.getValue());
        littleEndian(trailer, 4, (int) length);
        out.write(trailer);
    }

    /** Lets go of the threads and the native memory. */
    @Override
    public void close() {
        workers.shutdownNow();
        try {
            if (workers.awaitTermination(MOST_SECONDS_OF_A_BLOCK, TimeUnit.SECONDS)) {
                all.forEach(GzipBlock::end);
            } // else a worker may be in native code with one of them: the collector frees them
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void submit(GzipBlock block) throws IOException {
        while (busy.size() >= maxBusy) {
            writeOldest();
        }
        busy.add(workers.submit(block));
    }

    /** The dictionary is copied from {@code before} while a worker may read that block: neither writes to it. */
    private GzipBlock block(@Nullable GzipBlock before) {
        GzipBlock block = idle.poll();
        if (block == null) {
            block = new GzipBlock(level);
            all.add(block);
        }
        return block.follow(before);
    }

    private void writeOldest() throws IOException {
        if (!headerWritten) {
            headerWritten = true;
            out.write(header());
        }
        try {
            GzipBlock done = busy.remove().get();
            out.write(done.output(), 0, done.outputLength());
            idle.add(done);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while compressing");
        } catch (ExecutionException e) {
            throw new IOException("compressing failed", e.getCause());
        }
    }

    /** RFC 1952 §2.3: no name, no time, operating system unknown. */
    private byte[] header() {
        byte extra = (byte) (level == 9 ? 2 : level == 1 ? 4 : 0);
        return new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, extra, (byte) 255};
    }

    private static void littleEndian(byte[] bytes, int at, int value) {
        for (int i = 0; i < 4; i++) {
            bytes[at + i] = (byte) (value >>> 8 * i);
        }
    }
}
