package dev.slipway.web;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;

/**
 * What threads other than the container's may touch of an asynchronous request, until the container ends it. Tomcat ends
 * a request whose client is lost by a thread of its own and gives its objects to the next one: what still reads or
 * answers then would do so for somebody else. So the lock of this object is held while the request is touched, and
 * whoever learns from the container that it is ending {@linkplain #seal seals} it before the container goes on.
 *
 * <p>Nothing is done under the lock that waits for the client, except to write a short answer.
 */
final class OpenRequest {
    private final ServletInputStream input;
    /** Guarded by this. */
    private boolean sealed;

    OpenRequest(ServletInputStream input) {
        this.input = input;
    }

    /** Something that touches the request. */
    interface Touch {
        void run() throws IOException;
    }

    /** Begins to read without blocking; called in the servlet's service method. */
    void listen(ReadListener listener) {
        input.setReadListener(listener);
    }

    /**
     * Reads what is there without waiting.
     *
     * @param most bytes at most
     * @return bytes read; 0 when there is nothing now, and the container will call; -1 at the end of the body
     * @throws IOException when the client is lost, or the container has ended the request
     */
    synchronized int read(byte[] buffer, int most) throws IOException {
        requireOpen();
        while (!input.isFinished()) {
            if (!input.isReady()) {
                return 0;
            }
            int count = input.read(buffer, 0, most);
            if (count != 0) { // half of the head of a chunk is nothing, and the container would not call again
                return count;
            }
        }
        return -1;
    }

    /** @throws IOException what it throws, or because the container has ended the request */
    synchronized void touch(Touch touch) throws IOException {
        requireOpen();
        touch.run();
    }

    /** The container ends the request: nothing touches it when this returns. Any thread. */
    synchronized void seal() {
        sealed = true;
    }

    private void requireOpen() throws IOException {
        if (sealed) {
            throw new IOException("the container has ended the request");
        }
    }
}
