package dev.slipway.web;

import dev.slipway.config.ContainerConnection;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

/**
 * The body of an asynchronous request, read without blocking, by any thread, until the container ends the request. When there is
 * nothing to be read, the container's own threads fetch the next bytes and say so; nobody else touches the body between,
 * since a stream of Undertow loses bytes that two threads read at the same time.
 */
final class RequestInput {
    private final ServletInputStream input;
    private final RequestGate gate;
    private final Optional<ContainerConnection> connection;
    private final Runnable turn;
    /** The container is to say when there is something. Set before it is asked: it may say so at once, on another thread. */
    private volatile boolean waiting = true;

    /**
     * @param connection whose thread alone may read, where it is known that only that one may
     * @param turn has the reader go on; called on that thread
     */
    RequestInput(ServletInputStream input, RequestGate gate, Optional<ContainerConnection> connection, Runnable turn) {
        this.input = input;
        this.gate = gate;
        this.connection = connection;
        this.turn = turn;
    }

    /** Begins; called in the servlet's service method. */
    void listen(ReadListener listener) {
        input.setReadListener(listener);
    }

    /** The container has called: there are bytes, or the end. */
    void called() {
        waiting = false;
    }

    /**
     * Reads what is there.
     *
     * @param most bytes at most
     * @return bytes read; 0 when there is nothing now, and the container will call, or this is not the thread that may read; -1 at the end of the body
     * @throws IOException when the client is lost, or the container has ended the request
     */
    int read(byte[] buffer, int most) throws IOException {
        if (connection.isPresent() && !connection.get().isReader()) {
            try {
                connection.get().onReader(turn);
            } catch (RejectedExecutionException e) {
                throw new IOException("the container is stopping", e);
            }
            return 0;
        }
        return gate.ask(() -> available(buffer, most));
    }

    /** Has the thread that may read take a turn; where any may, the calling one takes it. */
    void goOn() {
        if (connection.isEmpty() || connection.get().isReader()) {
            turn.run();
            return;
        }
        try {
            connection.get().onReader(turn);
        } catch (RejectedExecutionException e) { // it finds the same, and says so
            turn.run();
        }
    }

    private int available(byte[] buffer, int most) throws IOException {
        while (!waiting) {
            if (input.isFinished()) {
                return -1;
            }
            waiting = true;
            if (!input.isReady()) {
                return 0;
            }
            waiting = false;
            int count = input.read(buffer, 0, most);
            if (count != 0) { // half of the head of a chunk is nothing, and the container would not call again
                return count;
            }
        }
        return 0;
    }
}
