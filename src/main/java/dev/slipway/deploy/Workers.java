package dev.slipway.deploy;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads that may block: each runs one piece of work, a deployment from the first payload byte to its end for example.
 * Their number is bounded; what finds none free waits in a queue, whose length is bounded by the number of requests that
 * are let in. Idle threads end.
 *
 * <p>A thread is made only when none is idle. Each costs more than its stack: the JDK keeps buffers for it, and the allocator of the C
 * library what was freed in it, with zstd some ten MiB.
 */
public final class Workers implements Executor, AutoCloseable {
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final ThreadPoolExecutor pool;

    /**
     * @param threads makes the threads; the container's own factory where there is one
     * @param most most threads at the same time
     */
    public Workers(ThreadFactory threads, int most) {
        this.pool = new ThreadPoolExecutor(
                0, most, IDLE.toMillis(), TimeUnit.MILLISECONDS, new Waiting(), threads, Workers::await);
    }

    private Workers(ThreadPoolExecutor pool) {
        this.pool = pool;
    }

    /** Takes no work but for a thread that waits for some, so that the pool makes threads, as many as it may, before work waits. */
    private static final class Waiting extends LinkedTransferQueue<Runnable> {
        private static final long serialVersionUID = 1;

        @Override
        public boolean offer(Runnable work) {
            return tryTransfer(work);
        }

        void append(Runnable work) {
            super.offer(work); // not add: in some JDKs it comes down to what is overridden here
        }
    }

    /** For work that found no thread and no room for one. */
    private static void await(Runnable work, ThreadPoolExecutor pool) {
        Waiting waiting = (Waiting) pool.getQueue();
        if (pool.isShutdown()) {
            throw stopping();
        }
        waiting.append(work);
        if (pool.isShutdown() && waiting.remove(work)) {
            throw stopping();
        }
        if (pool.getPoolSize() == 0 && !waiting.isEmpty()) {
            pool.execute(() -> { }); // the last thread ended meanwhile: this makes one
        }
    }

    private static RejectedExecutionException stopping() {
        return new RejectedExecutionException("the server is stopping");
    }

    /**
     * Workers for what may as well be done by whoever asks: what finds none free is refused at once, with
     * {@link RejectedExecutionException}.
     *
     * @param threads makes the threads
     * @param most most threads at the same time
     */
    public static Workers ifFree(ThreadFactory threads, int most) {
        return new Workers(new ThreadPoolExecutor(
                0, most, IDLE.toMillis(), TimeUnit.MILLISECONDS, new SynchronousQueue<>(), threads));
    }

    /**
     * Runs the work on a worker as soon as one is free. Never blocks; any thread.
     *
     * @throws RejectedExecutionException when the server is stopping, or none {@linkplain #ifFree is free}
     */
    @Override
    public void execute(Runnable work) {
        pool.execute(work);
    }

    /** Work that waits for a worker. */
    public int waiting() {
        return pool.getQueue().size();
    }

    /** Workers that are busy. */
    public int busy() {
        return pool.getActiveCount();
    }

    /**
     * Takes no more work and waits for what runs. May be called again, for more patience.
     *
     * @return whether everything has ended
     */
    public boolean stop(Duration patience) {
        pool.shutdown();
        try {
            return pool.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Takes no more work; what still runs is interrupted, what waits is dropped. Does not wait. */
    @Override
    public void close() {
        pool.shutdownNow();
    }
}
