package dev.slipway.web;

import dev.slipway.config.ContainerConnection;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

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
 * here: so that one goes on when it sees for a moment that who is inside waits as well. While that one runs, or would if the machine
 * had time for it, it waits.
 */
final class RequestGate {
    private static final long LOOK_MILLIS = 5;
    private static final int MOST_STOPS = 10;
    /** One that runs comes out, however much the machine has to do. */
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(20);
    /** The thread of a connection waits for nothing; one that does not come is lost. */
    private static final long PATIENCE_SECONDS = 60;

    private static final Set<Thread.State> WAITING =
            EnumSet.of(Thread.State.BLOCKED, Thread.State.WAITING, Thread.State.TIMED_WAITING);

    private final Optional<ContainerConnection> connection;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean sealed;
    private volatile @Nullable Thread inside;

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
            inside = Thread.currentThread();
            if (sealed) {
                throw new ClosedGateException();
            }
            return question.run();
        } catch (IOException | RuntimeException | Error e) {
            sealed = true;
            throw e;
        } finally {
            if (lock.getHoldCount() == 1) {
                inside = null;
            }
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

    /**
     * For what waits for Tomcat's lock of the connection, which a callback may have that waits here: on the thread of the connection
     * where that is known, else outside of the gate.
     */
    void touchOutside(Touch touch) throws IOException {
        if (connection.isPresent()) {
            touch(touch);
        } else {
            touch.run();
        }
    }

    /** The container ends the request: nothing begins to touch it from now on, and what does has ended mostly. Any thread. */
    void seal() {
        sealed = true;
        await();
    }

    /**
     * Waits until nobody is in it, or who is in it has waited for something itself for a moment: what a thread of the container
     * does before it goes back to the container.
     */
    void await() {
        if (lock.isHeldByCurrentThread()) {
            return;
        }
        long until = System.nanoTime() + LONGEST_NANOS;
        try {
            for (int stops = 0; stops < MOST_STOPS && System.nanoTime() - until < 0; stops = isStopped() ? stops + 1 : 0) {
                if (lock.tryLock(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    lock.unlock();
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isStopped() {
        return waits(inside);
    }

    private static boolean waits(@Nullable Thread one) {
        return one != null && WAITING.contains(one.getState());
    }

    /** Whether this thread is in it, and waits there for the container. */
    boolean isStoppedIn(@Nullable Thread one) {
        return one != null && inside == one && waits(one);
    }

    /** Whether another thread than this one is in it, and waits there for the container. */
    boolean isStoppedBefore(@Nullable Thread one) {
        Thread other = inside;
        return other != one && waits(other);
    }
}
