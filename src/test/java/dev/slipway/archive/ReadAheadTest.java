package dev.slipway.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.pipe.BufferPool;
import dev.slipway.pipe.BytePipe;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ReadAheadTest {
    private static final byte[] CONTENT = new byte[3_000_001];

    static {
        new Random(5).nextBytes(CONTENT);
    }

    /** Gives as much at a time as it likes, counts, and knows who read. */
    private static final class Origin extends SliceStream {
        private final Random random = new Random(1);
        private final ByteArrayInputStream bytes = new ByteArrayInputStream(CONTENT);
        private final List<Thread> readers = Collections.synchronizedList(new ArrayList<>());
        private volatile long count;
        private volatile boolean closed;

        @Override
        public int read(byte[] into, int offset, int length) {
            assertThat(closed).isFalse();
            readers.add(Thread.currentThread());
            int n = bytes.read(into, offset, Math.min(length, random.nextInt(100_000)));
            count += Math.max(n, 0);
            return n;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static ReadAhead ahead(InputStream in) {
        return new ReadAhead(in, in, () -> 0, Extractors.readers(), 0);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 100_000, 2_999_999, Long.MAX_VALUE})
    void theBytesAreTheSameWhereverItBegins(long worth) throws IOException {
        Origin origin = new Origin();
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try (ReadAhead ahead = new ReadAhead(origin, origin, () -> origin.count, Extractors.readers(), worth)) {
            byte[] buffer = new byte[70_000];
            Random random = new Random(2);
            int n = 0;
            while (n >= 0) {
                read.write(buffer, 7, n);
                assertThat(ahead.count()).isBetween((long) read.size(), read.size() + 70_000L);
                n = ahead.read(buffer, 7, 1 + random.nextInt(69_000));
            }
            assertThat(ahead.read(buffer, 0, 10)).as("the end stays the end").isNegative();
        }
        assertThat(read.toByteArray()).isEqualTo(CONTENT);
        assertThat(origin.readers.contains(Thread.currentThread())).isEqualTo(worth > 0);
        assertThat(origin.closed).isTrue();
    }

    @Test
    void readsItselfWhereNoThreadIsFree() throws IOException {
        Origin origin = new Origin();
        Executor none = work -> {
            throw new RejectedExecutionException();
        };
        try (ReadAhead ahead = new ReadAhead(origin, origin, () -> 0, none, 0)) {
            assertThat(ahead.readAllBytes()).isEqualTo(CONTENT);
        }
        assertThat(origin.readers).containsOnly(Thread.currentThread());
    }

    @Test
    void readsItselfWhereNoThreadCanBeStarted() throws IOException {
        for (Throwable thrown : List.of(new OutOfMemoryError("unable to create native thread"), new IllegalStateException("no"))) {
            Executor failing = work -> {
                if (thrown instanceof Error e) {
                    throw e;
                }
                throw (RuntimeException) thrown;
            };
            Origin origin = new Origin();
            try (ReadAhead ahead = new ReadAhead(origin, origin, () -> 0, failing, 0)) {
                assertThat(ahead.readAllBytes()).isEqualTo(CONTENT);
            }
        }
    }

    @Test
    void closingEndsTheOtherThreadAlsoWhereTheOriginCannotBeClosed() throws Exception {
        Origin source = new Origin();
        ReadAhead ahead = new ReadAhead(source, () -> {
            throw new IOException("cannot be closed");
        }, () -> 0, Extractors.readers(), 0);
        assertThat(ahead.read()).isNotNegative();
        assertThatThrownBy(ahead::close).hasMessage("cannot be closed");
        assertThat(source.closed).as("after nobody read any more").isTrue();
    }

    @Test
    void whatTheOtherStreamThrowsComesAfterTheBytesBeforeItAndIsTheSame() throws IOException {
        for (Throwable thrown : List.of(new IOException("io"), new IllegalStateException("state"), new AssertionError("error"))) {
            InputStream in = new SliceStream() {
                private boolean given;

                @Override
                public int read(byte[] into, int offset, int length) throws IOException {
                    if (!given) {
                        given = true;
                        return 9;
                    } else if (thrown instanceof IOException e) {
                        throw e;
                    } else if (thrown instanceof RuntimeException e) {
                        throw e;
                    }
                    throw (Error) thrown;
                }
            };
            try (ReadAhead ahead = ahead(in)) {
                assertThat(ahead.readNBytes(9)).hasSize(9);
                assertThatThrownBy(ahead::read).isSameAs(thrown);
                assertThatThrownBy(ahead::read).as("again").isSameAs(thrown);
            }
        }
    }

    /** As long as three takings of the thread, and of a size that is not a multiple of anything. */
    private static final class Lengthy extends SliceStream {
        private static final long BYTES = (50L << 20) + 12_345;

        private final List<Thread> readers = new ArrayList<>();
        private long given;

        @Override
        public int read(byte[] into, int offset, int length) {
            if (readers.isEmpty() || readers.get(readers.size() - 1) != Thread.currentThread()) {
                readers.add(Thread.currentThread());
            }
            int n = (int) Math.min(length, BYTES - given);
            for (int i = 0; i < n; i++) {
                into[offset + i] = at(given + i);
            }
            given += n;
            return n == 0 ? -1 : n;
        }

        static byte at(long index) {
            return (byte) (index * 31 >> 3);
        }
    }

    private static void readWhole(InputStream in) throws IOException {
        byte[] buffer = new byte[50_000];
        long at = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            for (int i = 0; i < n; i++) {
                if (buffer[i] != Lengthy.at(at + i)) {
                    throw new AssertionError("wrong byte at " + (at + i));
                }
            }
            at += n;
        }
        assertThat(at).isEqualTo(Lengthy.BYTES);
    }

    @Test
    void aSlowStreamGivesTheThreadBackAndAsksForItAgain() throws IOException {
        Lengthy source = new Lengthy();
        AtomicLong clock = new AtomicLong();
        try (ReadAhead ahead = new ReadAhead(source, source, () -> source.given, Extractors.readers(), 100_000,
                () -> clock.addAndGet(100_000_000))) {
            readWhole(ahead);
            assertThat(ahead.count()).isEqualTo(Lengthy.BYTES);
        }
        assertThat(source.readers).as("in turns").hasSizeGreaterThanOrEqualTo(4).contains(Thread.currentThread());
    }

    @Test
    void aFastStreamKeepsTheThread() throws IOException {
        Lengthy source = new Lengthy();
        AtomicLong clock = new AtomicLong();
        try (ReadAhead ahead = new ReadAhead(source, source, () -> source.given, Extractors.readers(), 0,
                () -> clock.addAndGet(1_000_000))) {
            readWhole(ahead);
        }
        assertThat(source.readers).hasSize(1).doesNotContain(Thread.currentThread());
    }

    private static BytePipe silentPipe() {
        return new BytePipe(new BufferPool(1 << 20, 1), 1 << 18, new BytePipe.Listener() {
            @Override
            public void readable() {}

            @Override
            public void writable() {}
        });
    }

    @Test
    void closingDoesNotWaitForBytesThatDoNotCome() throws IOException {
        BytePipe pipe = silentPipe();
        pipe.offer(new byte[0], 0, 0);
        assertThat(pipe.room()).isPositive();
        pipe.offer(CONTENT, 0, 100);
        try (ReadAhead ahead = ahead(pipe.source())) {
            assertThat(ahead.readNBytes(100)).hasSize(100);
        }
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void closingTheSecondOfTwoEndsBothThreads() throws Exception {
        ThreadPoolExecutor threads = (ThreadPoolExecutor) Executors.newFixedThreadPool(2);
        BytePipe pipe = silentPipe();
        pipe.offer(new byte[0], 0, 0);
        assertThat(pipe.room()).isPositive();
        pipe.offer(CONTENT, 0, 100);
        try (ReadAhead first = new ReadAhead(pipe.source(), pipe.source(), () -> 0, threads, 0);
                ReadAhead second = new ReadAhead(first, pipe.source(), () -> 0, threads, 0)) {
            assertThat(second.readNBytes(100)).hasSize(100);
            assertThat(threads.getActiveCount()).isEqualTo(2);
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whoeverWaitsForItCanBeInterrupted() throws Exception {
        BytePipe pipe = silentPipe();
        CountDownLatch failed = new CountDownLatch(1);
        List<Object> seen = new ArrayList<>();
        Thread waiting = new Thread(() -> {
            try (ReadAhead ahead = ahead(pipe.source())) {
                ahead.read();
            } catch (IOException e) {
                seen.add(e);
            }
            seen.add(Thread.currentThread().isInterrupted());
            failed.countDown();
        });
        waiting.start();
        waiting.interrupt();
        failed.await();
        assertThat(seen.get(0)).isInstanceOf(InterruptedIOException.class);
        assertThat(seen.get(1)).isEqualTo(true);
    }

    @Test
    void theOtherThreadIsNeverInterrupted() throws Exception {
        for (int round = 0; round < 200; round++) {
            BytePipe pipe = silentPipe();
            try (ReadAhead ahead = ahead(pipe.source())) {
                pipe.room();
                pipe.offer(CONTENT, 0, 1);
                assertThat(ahead.read()).isEqualTo(CONTENT[0] & 0xff);
            }
            assertThat(Extractors.readers().submit(() -> Thread.currentThread().isInterrupted()).get()).isFalse();
        }
    }
}
