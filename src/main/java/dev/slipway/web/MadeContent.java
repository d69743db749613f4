package dev.slipway.web;

import dev.slipway.operation.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Content that a thread makes while another sends it, with one buffer between them. Whoever makes it waits while the
 * client is slow; the time-out of whoever sends it ends that.
 */
final class MadeContent implements ByteSource {
    private static final System.Logger LOG = System.getLogger(MadeContent.class.getName());
    private static final int SIZE = 64 * 1024;

    private final Answer.Writer writer;

    /** Set and called by the thread that makes it. */
    private Consumer<@Nullable Throwable> whenKnown = failure -> { };
    private boolean known;

    // guarded by this
    private final byte[] buffer = new byte[SIZE];
    private int from;
    private int to;
    private boolean ended;
    private boolean closed;
    private @Nullable Throwable failure;
    private Runnable signal = () -> { };

    /** @param writer is closed when the content is made or cannot be */
    MadeContent(Answer.Writer writer) {
        this.writer = writer;
    }

    /**
     * Makes it; blocks. Called once.
     *
     * @param whenKnown called once by this thread: when there is a buffer full of it or it is whole, with null; when it
     *     failed before that, with the failure
     */
    void make(Consumer<@Nullable Throwable> whenKnown) {
        this.whenKnown = whenKnown;
        Throwable problem = null;
        try (Answer.Writer making = writer) {
            making.writeTo(new Output());
        } catch (IOException | RuntimeException | Error e) {
            problem = e;
        }
        synchronized (this) {
            ended = true;
            failure = problem;
            if (known && problem != null && !closed) {
                LOG.log(System.Logger.Level.WARNING, "an answer is broken off: its content could not be made", problem);
            }
        }
        tell(problem);
        signal();
    }

    private void tell(@Nullable Throwable problem) {
        if (!known) {
            known = true;
            whenKnown.accept(problem);
        }
    }

    private void signal() {
        Runnable told;
        synchronized (this) {
            told = signal;
        }
        told.run();
    }

    @Override
    public synchronized void watch(Runnable told) {
        signal = told;
    }

    @Override
    public synchronized int read(byte[] target, long now) throws IOException {
        if (from == to) {
            if (failure != null) {
                throw new IOException("the content could not be made", failure);
            }
            return ended ? -1 : 0;
        }
        int count = Math.min(target.length, to - from);
        System.arraycopy(buffer, from, target, 0, count);
        from += count;
        if (from == to) {
            from = 0;
            to = 0;
            notifyAll();
        }
        return count;
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int done = 0;
            while (done < length) {
                done += put(bytes, offset + done, length - done);
            }
        }
    }

    /** Waits until there is room, and fills it. */
    private int put(byte[] bytes, int offset, int length) throws IOException {
        if (isFull()) {
            tell(null);
            signal();
        }
        synchronized (this) {
            while (to == SIZE && !closed) {
                pause();
            }
            if (closed) {
                throw new IOException("the client takes no more");
            }
            int count = Math.min(length, SIZE - to);
            System.arraycopy(bytes, offset, buffer, to, count);
            to += count;
            return count;
        }
    }

    private synchronized boolean isFull() {
        return to == SIZE;
    }

    private void pause() throws IOException {
        try {
            wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the server is stopping", e);
        }
    }
}
