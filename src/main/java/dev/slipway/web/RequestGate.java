package dev.slipway.web;

import dev.slipway.config.ContainerConnection;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What threads other than the container's touch an asynchronous request through, until the container ends it. Tomcat ends
 * a request whose client is lost by a thread of its own and gives its objects to the next one: what still reads or writes
 * then would do so for somebody else. So a lock is held while the request is touched; whoever learns from the container
 * that it is ending {@linkplain #seal seals} it before the container goes on; and after a failure, which makes Tomcat end
 * the request without always saying so, nothing touches it again.
 *
 * <p>Undertow gives the buffers of a request back when its connection ends, whoever is using them, and the next request gets them: what
 * one still writes then appears in the body of another. It does so on the thread of the connection. So where that is known, the
 * request is touched there and nowhere else, and who touches it waits.
 *
 * <p>Nothing that waits for the client is done in it, except to write the short answer to a request that is refused
 * in the servlet's service method. A touch may wait for Tomcat's lock of
 * the connection (the end of a chunked body does, read by a thread of ours), which the container's thread holds that waits
 * here: so that one waits for a moment only, which is long for a touch, and goes on.
 */
final class RequestGate {
    private static final long MOMENT_MILLIS = 50;
    /** The thread of a connection waits for nothing; one that does not come is lost. */
    private static final long PATIENCE_SECONDS = 60;

    private final Optional<ContainerConnection> connection;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean sealed;

    /** @param connection on whose thread the request is to be touched, where that is known */
    RequestGate(Optional<ContainerConnection> connection) {
        this.connection = connection;
    }

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
        if (connection.isEmpty() || connection.get().isReader()) {
            return askHere(question);
        }
        FutureTask<T> there = new FutureTask<>(() -> askHere(question));
        try {
            connection.get().onReader(there);
            return there.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw told(e.getCause());
        } catch (RejectedExecutionException | TimeoutException e) {
            there.cancel(false);
            throw new IOException("the container is stopping", e);
        } catch (InterruptedException e) {
            there.cancel(false);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static IOException told(Throwable cause) {
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof ClosedGateException closed ? closed : (IOException) cause;
    }

    private <T> T askHere(Question<T> question) throws IOException {
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

    /** As {@link #touch}, for what may wait; only in the servlet's service method, before anything of the request is listened to. */
    void touchFirst(Touch touch) throws IOException {
        askHere(() -> {
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
