package dev.slipway.web;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What threads other than the container's touch an asynchronous request through, until the container ends it. Tomcat ends
 * a request whose client is lost by a thread of its own and gives its objects to the next one: what still reads or writes
 * then would do so for somebody else. So a lock is held while the request is touched; whoever learns from the container
 * that it is ending {@linkplain #seal seals} it before the container goes on; and after a failure, which makes Tomcat end
 * the request without always saying so, nothing touches it again.
 *
 * <p>Nothing that waits for the client is done in it, except to write the short answer to a request that is refused
 * in the servlet's service method. A touch may wait for Tomcat's lock of
 * the connection (the end of a chunked body does, read by a thread of ours), which the container's thread holds that waits
 * here: so that one waits for a moment only, which is long for a touch, and goes on.
 */
final class RequestGate {
    private static final long MOMENT_MILLIS = 50;

    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean sealed;

    /** Something that touches the request. */
    interface Touch {
        /** @throws IOException when the client is lost */
        void run() throws IOException;
    }

    /** Something that asks the request. */
    interface Question<T> {
        /** @throws IOException when the client is lost */
        T run() throws IOException;
    }

    /**
     * Asks the request.
     *
     * @throws ClosedGateException when nothing may touch the request any more
     * @throws IOException what it throws; nothing touches the request after that
     */
    <T> T ask(Question<T> question) throws IOException {
        lock.lock();
        try {
            if (sealed) {
                throw new ClosedGateException();
            }
            return question.run();
        } catch (IOException | RuntimeException | Error e) {
            sealed = true;
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #ask}. */
    void touch(Touch touch) throws IOException {
        ask(() -> {
            touch.run();
            return true;
        });
    }

    /** The container ends the request: nothing begins to touch it from now on, and what does has ended mostly. Any thread. */
    void seal() {
        sealed = true;
        await();
    }

    /** Waits for a moment until nobody is in it: what a thread of the container does before it goes back to the container. */
    void await() {
        try {
            if (lock.tryLock(MOMENT_MILLIS, TimeUnit.MILLISECONDS)) {
                lock.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
