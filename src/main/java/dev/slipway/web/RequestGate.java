package dev.slipway.web;

import java.io.IOException;

/**
 * What threads other than the container's touch an asynchronous request through, until the container ends it. Tomcat ends
 * a request whose client is lost by a thread of its own and gives its objects to the next one: what still reads or writes
 * then would do so for somebody else. So the lock of this object is held while the request is touched; whoever learns
 * from the container that it is ending {@linkplain #seal seals} it before the container goes on; and after a failure,
 * which makes Tomcat end the request without always saying so, nothing touches it again.
 *
 * <p>Nothing that waits for the client is done in it, except to write a short answer; and nothing that waits for Tomcat's
 * lock of the connection, as {@code setWriteListener} does.
 */
final class RequestGate {
    private boolean sealed;

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
     * @throws ClosedGateException when nothing may touch the request any more
     * @throws IOException what it throws; nothing touches the request after that
     */
    synchronized <T> T ask(Question<T> question) throws IOException {
        if (sealed) {
            throw new ClosedGateException();
        }
        try {
            return question.run();
        } catch (IOException | RuntimeException | Error e) {
            sealed = true;
            throw e;
        }
    }

    /** As {@link #ask}. */
    void touch(Touch touch) throws IOException {
        ask(() -> {
            touch.run();
            return true;
        });
    }

    /** The container ends the request: nothing touches it when this returns. Any thread. */
    synchronized void seal() {
        sealed = true;
    }

    /** Waits until nobody is in it: what a thread of the container does before it goes back to the container. */
    synchronized void await() { }
}
