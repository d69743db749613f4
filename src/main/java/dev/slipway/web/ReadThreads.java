package dev.slipway.web;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * On which thread a body is read when the container says that there are bytes: on the container's, which is best, but for
 * chunked bodies on Tomcat. There, who reads the end of such a body takes the connection's next step at once, on its own
 * thread (10.1.59 and 11.0.24, {@code ChunkedInputFilter.parseTrailerFields}). Within a callback the connection has no
 * processor then, so it gets a second one, which looks for the next request while this one is being worked on, and
 * leaves a read registered, for which the connection is closed after {@code connectionTimeout} although nobody waits for
 * that client. A thread of ours waits for the connection's lock there, and finds it as it should be.
 *
 * <p>The callback waits for that thread meanwhile: an error of the read is to be noticed by Tomcat in the callback, where it
 * tells everybody. It does not wait for one that waits for the lock, which the callback's thread has. It does wait while that thread waits for
 * another that is touching the request: where Tomcat sees that one's error, it ends the request, and what is still done to it is done to the next.
 */
final class ReadThreads {
    private static final String TOMCAT = "org.apache.catalina.";
    private static final int MOST = 256;
    private static final int IDLE_SECONDS = 10;
    private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long LOOK_MICROS = 200;

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(0, MOST, IDLE_SECONDS, TimeUnit.SECONDS,
            new SynchronousQueue<>(), UploadService.named("slipway-read"), (read, busy) -> read.run());

    /** One read for a callback. */
    private static final class Read implements Runnable {
        private final Runnable turn;
        private final CountDownLatch done = new CountDownLatch(1);
        private volatile @Nullable Thread reader;

        Read(Runnable turn) {
            this.turn = turn;
        }

        @Override
        public void run() {
            reader = Thread.currentThread();
            try {
                turn.run();
            } finally {
                done.countDown();
            }
        }

        void await(RequestGate gate) {
            long end = System.nanoTime() + LONGEST_NANOS;
            long waitsSince = end;
            try {
                while (!done.await(LOOK_MICROS, TimeUnit.MICROSECONDS) && !gate.isStoppedIn(reader)) {
                    long now = System.nanoTime();
                    waitsSince = gate.isStoppedBefore(reader) ? Math.min(waitsSince, now) : end;
                    if (now - waitsSince > MOMENT_NANOS || now - end > 0) {
                        return;
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (done.getCount() == 0) {
                gate.await();
            }
        }
    }

    /**
     * Who reads a body when there are bytes.
     *
     * @param gate what a thread of the container waits at before it goes back
     */
    Executor of(ServletInputStream input, ServletRequest request, RequestGate gate) {
        if (request.getContentLengthLong() < 0 && input.getClass().getName().startsWith(TOMCAT)) {
            return turn -> {
                Read read = new Read(turn);
                threads.execute(read);
                read.await(gate);
            };
        }
        return turn -> {
            turn.run();
            gate.await();
        };
    }

    ExecutorService threads() {
        return threads;
    }
}
