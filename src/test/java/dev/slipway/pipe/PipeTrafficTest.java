package dev.slipway.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many pipes on pools that are too small for all of them. */
@Timeout(60)
class PipeTrafficTest {
    /** One upload whose bytes depend on its seed, sent by whoever calls {@link #advance}. */
    private static final class Upload implements BytePipe.Listener {
        private final BytePipe pipe;
        private final Random content;
        private final Random expected;
        private final long length;
        private final Queue<Upload> ready;
        private final Semaphore told = new Semaphore(0);
        private long sent;
        private boolean ended;
        private long received;
        private boolean readable;

        Upload(BufferPool pool, int capacity, long seed, long length, Queue<Upload> ready) {
            this.pipe = new BytePipe(pool, capacity, this);
            this.content = new Random(seed);
            this.expected = new Random(seed);
            this.length = length;
            this.ready = ready;
        }

        @Override
        public void readable() {
            readable = true;
            ready.add(this);
        }

        @Override
        public void writable() {
            told.release();
        }

        /** Sends a piece or the end; whether there was anything that could be done. */
        boolean advance(Random random) {
            if (ended) {
                return false;
            }
            if (sent == length) {
                ended = true;
                pipe.end();
                return true;
            }
            int room = (int) Math.min(pipe.room(), length - sent);
            if (room == 0) {
                return false;
            }
            byte[] piece = next(content, random.nextBoolean() ? room : 1 + random.nextInt(room));
            pipe.offer(piece, 0, piece.length);
            sent += piece.length;
            return true;
        }

        void check(byte[] bytes, int count) {
            assertThat(java.util.Arrays.copyOf(bytes, count)).isEqualTo(next(expected, count));
            received += count;
        }

        /** Byte by byte, so that the pieces do not matter. */
        private static byte[] next(Random random, int count) {
            byte[] bytes = new byte[count];
            for (int i = 0; i < count; i++) {
                bytes[i] = (byte) random.nextInt();
            }
            return bytes;
        }
    }

    /**
     * As the server does it: an upload gets a reader when it is announced, a few have one at a time. Each waited for a
     * second buffer once before it was announced, and none came, since the others that waited had them all.
     */
    @ParameterizedTest
    @CsvSource({"1, 1, 40", "2, 1, 40", "3, 8, 100", "4, 3, 30"})
    void uploadsThatWaitForAReaderNeverHoldEachOthersBuffers(int readers, int buffers, int uploads) throws IOException {
        BufferPool pool = new BufferPool((long) buffers * BufferPool.BUFFER_SIZE, readers);
        Random random = new Random(readers * 31L + buffers);
        Queue<Upload> ready = new ArrayDeque<>();
        List<Upload> all = new ArrayList<>();
        for (int i = 0; i < uploads; i++) {
            all.add(new Upload(pool, 1 << 20, i, random.nextInt(4) == 0 ? random.nextInt(100) : random.nextInt(400_000),
                    ready));
        }
        List<Upload> attended = new ArrayList<>();
        boolean moved = true;
        while (moved) {
            moved = false;
            for (Upload upload : all) {
                moved |= upload.advance(random);
            }
            while (attended.size() < readers && !ready.isEmpty()) {
                attended.add(ready.remove());
            }
            for (Upload upload : List.copyOf(attended)) {
                moved |= read(upload, attended, random);
            }
        }
        assertThat(all).allSatisfy(upload -> {
            assertThat(upload.readable).as("announced").isTrue();
            assertThat(upload.received).isEqualTo(upload.length);
        });
        assertThat(pool.leased()).isZero();
    }

    /** Reads only what is there: a simulated reader must not block. */
    private static boolean read(Upload upload, List<Upload> attended, Random random) throws IOException {
        if (upload.pipe.buffered() == 0 && !upload.ended) {
            return false;
        }
        byte[] into = new byte[1 + random.nextInt(100_000)];
        int count = upload.pipe.source().read(into);
        if (count < 0) {
            upload.pipe.close();
            attended.remove(upload);
        } else {
            upload.check(into, count);
        }
        return true;
    }

    @ParameterizedTest
    @CsvSource({"1, 131072", "5, 131072", "5, 1048576", "40, 262144"})
    void everyByteArrivesInOrderHoweverTheTwoThreadsInterleave(int buffers, int capacity) throws Exception {
        int pairs = 4;
        BufferPool pool = new BufferPool((long) buffers * BufferPool.BUFFER_SIZE, pairs);
        ExecutorService threads = Executors.newFixedThreadPool(2 * pairs);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < pairs; i++) {
                Upload upload = new Upload(pool, capacity, i, 1_500_000 + i, new ArrayDeque<>());
                long seed = i;
                all.add(threads.submit(() -> produce(upload, new Random(seed))));
                all.add(threads.submit(() -> consume(upload, new Random(seed))));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(pool.leased()).isZero();
    }

    private static Void produce(Upload upload, Random random) throws InterruptedException {
        while (!upload.ended) {
            if (!upload.advance(random) && !upload.ended) {
                // the pool gives no sign when it has a buffer again: ask after a while, as the watchdog does
                upload.told.tryAcquire(5, TimeUnit.MILLISECONDS);
            }
        }
        return null;
    }

    private static Void consume(Upload upload, Random random) throws IOException {
        try (InputStream in = upload.pipe.source()) {
            byte[] into = new byte[90_000];
            int count = in.read(into, 0, 1 + random.nextInt(into.length));
            while (count >= 0) {
                upload.check(into, count);
                if (random.nextInt(10) == 0) {
                    Thread.yield();
                }
                count = in.read(into, 0, 1 + random.nextInt(into.length));
            }
        }
        assertThat(upload.received).isEqualTo(upload.length);
        return null;
    }

    @Test
    void closingAtAnyMomentLeavesNothingLeased() throws Exception {
        BufferPool pool = new BufferPool(6L * BufferPool.BUFFER_SIZE, 1);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int seed = 0; seed < 200; seed++) {
                Upload upload = new Upload(pool, 1 << 18, seed, 1 + seed * 2000L, new ArrayDeque<>());
                Random random = new Random(seed);
                Future<?> producer = threads.submit(() -> produce(upload, new Random(7)));
                Future<?> reader = threads.submit(() -> {
                    upload.pipe.source().readNBytes(random.nextInt(1 + (int) upload.length));
                    upload.pipe.close();
                    return null;
                });
                reader.get();
                producer.get();
                assertThat(pool.leased()).as("seed %d", seed).isZero();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
