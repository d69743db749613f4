package dev.slipway.pipe;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Carries bytes from a producer that must never block to a consumer that may.
 *
 * <p>The producer asks {@link #room} before it reads, offers no more than that, and returns to its caller when there is
 * none; the pipe tells it through {@link Listener#writable} when to go on. The consumer reads {@link #source}, which
 * blocks. Either side can end the other: {@link #fail} reaches a waiting reader, {@link #close} turns every later
 * offer into nothing.
 *
 * <p>Memory: at most {@code capacity} rounded up to whole buffers, leased from the pool as they are needed and given
 * back as they are read; before the first read at most two. A pipe that was read to its end, or closed, holds none.
 *
 * <p>Threads: one producer at a time (whichever thread it is, with its own ordering between them), one consumer. All
 * state is guarded by {@code lock}; listeners are called outside it.
 */
public final class BytePipe {
    /** What the two ends are told. Called without locks held, possibly from either side's thread; must not block. */
    public interface Listener {
        /** Once: enough is buffered, or the end has come, so that a consumer is worth a thread. */
        void readable();

        /** The producer was told that there is no room, and there is some now. */
        void writable();
    }

    /** What a producer may offer beyond the room it was told: bytes that a parser had held back before. */
    public static final int SLACK = 512;

    /**
     * A reader is worth a thread when this much has arrived, in bytes: what one buffer takes for certain. More would
     * need a second one, and uploads that wait for each other's buffers would wait for ever.
     */
    public static final int READABLE_AT = BufferPool.BUFFER_SIZE - SLACK;

    /** Bytes that {@link #trickle} allows when there is no room. */
    public static final int TRICKLE = 16 * 1024;

    private final BufferPool pool;
    private final int capacity;
    private final Listener listener;
    private final InputStream source = new Source();
    private final Object lock = new Object();

    // guarded by lock
    private final ArrayDeque<byte[]> buffers = new ArrayDeque<>();
    private byte @Nullable [] spare; // leased, not yet written to
    private int head; // first unread byte in the first buffer
    private int tail = BufferPool.BUFFER_SIZE; // first free byte in the last buffer
    private int buffered;
    private boolean attended;
    private boolean announced;
    private boolean paused;
    private boolean ended;
    private boolean endRead;
    private boolean unread; // nobody reads any more
    private boolean closed;
    private @Nullable RuntimeException failure;

    /**
     * @param capacity most bytes that are buffered, at least two buffers
     */
    public BytePipe(BufferPool pool, int capacity, Listener listener) {
        this.pool = Objects.requireNonNull(pool);
        this.capacity = Math.max(capacity, 2 * BufferPool.BUFFER_SIZE);
        this.listener = Objects.requireNonNull(listener);
    }

    /**
     * Producer: how many bytes may be offered now. With 0 the producer must stop; {@link Listener#writable} is called
     * when there is room again.
     */
    public int room() {
        synchronized (lock) {
            if (closed) {
                return Integer.MAX_VALUE;
            }
            int bound = attended ? capacity : READABLE_AT;
            int free = buffered >= bound ? 0 : space(false);
            paused = free == 0;
            return free;
        }
    }

    /**
     * Producer: like {@link #room}, but finds room for a few bytes when there is none, so that a server which resets
     * connections that are not read can be kept from it during a long wait. At most {@link #TRICKLE} bytes; the caller
     * bounds how often.
     */
    public int trickle() {
        synchronized (lock) {
            return closed ? TRICKLE : Math.min(TRICKLE, space(true));
        }
    }

    /** Free bytes at the end, less the slack; leases a buffer when fewer than a quarter of one are left. */
    private int space(boolean beyondBound) {
        int free = BufferPool.BUFFER_SIZE - tail;
        boolean within = beyondBound || (buffers.size() + 1) * BufferPool.BUFFER_SIZE <= capacity;
        if (free - SLACK < BufferPool.BUFFER_SIZE / 4 && within && spare == null) {
            spare = pool.lease(this, buffers.size(), attended);
        }
        if (spare != null) {
            free += BufferPool.BUFFER_SIZE;
        }
        return Math.max(0, free - SLACK);
    }

    /**
     * Producer: takes the bytes; never blocks. They are copied.
     *
     * @param length at most what {@link #room} or {@link #trickle} said since the last offers, plus {@link #SLACK} in
     *     all
     * @throws IllegalStateException when more is offered than there is room for
     */
    public void offer(byte[] bytes, int offset, int length) {
        boolean tell;
        synchronized (lock) {
            if (closed || failure != null) {
                return;
            }
            int left = length;
            int from = offset;
            while (left > 0) {
                if (tail == BufferPool.BUFFER_SIZE) {
                    appendSpare();
                }
                int n = Math.min(left, BufferPool.BUFFER_SIZE - tail);
                System.arraycopy(bytes, from, buffers.getLast(), tail, n);
                tail += n;
                from += n;
                left -= n;
            }
            buffered += length;
            tell = !announced && buffered >= READABLE_AT;
            announced |= tell;
            lock.notifyAll();
        }
        if (tell) {
            listener.readable();
        }
    }

    private void appendSpare() {
        if (spare == null) {
            throw new IllegalStateException("more was offered than there is room for");
        }
        buffers.addLast(spare);
        spare = null;
        tail = 0;
        if (buffers.size() == 1) {
            head = 0;
        }
    }

    /** Producer: everything was offered. The consumer reads what is buffered, then the end. */
    public void end() {
        boolean tell;
        synchronized (lock) {
            ended = true;
            releaseSpare();
            if (buffered == 0) {
                releaseBuffers();
            }
            pool.forget(this);
            tell = !announced;
            announced = true;
            lock.notifyAll();
        }
        pool.serveWaiting();
        if (tell) {
            listener.readable();
        }
    }

    /**
     * Producer, or anyone: the bytes that are still to come will not. A reader gets the failure at once, before what is
     * buffered. The first failure stays; after the end was read it changes nothing.
     */
    public void fail(RuntimeException cause) {
        synchronized (lock) {
            if (failure == null && !endRead) {
                failure = cause;
            }
            releaseSpare();
            pool.forget(this);
            lock.notifyAll();
        }
        pool.serveWaiting();
    }

    /** The pool hands over a buffer for which this pipe has waited; false when it needs none any more. */
    boolean granted(byte[] buffer) {
        synchronized (lock) {
            if (closed || ended || failure != null || spare != null) {
                return false;
            }
            spare = buffer;
            paused = false;
        }
        listener.writable();
        return true;
    }

    /** Bytes offered and not yet read. Any thread. */
    public int buffered() {
        synchronized (lock) {
            return buffered;
        }
    }

    /** Consumer: the bytes as a blocking stream; always the same one. Closing it ends a read that waits, with an exception. */
    public InputStream source() {
        return source;
    }

    private int take(byte[] into, int offset, int length) throws IOException {
        boolean tell;
        int n;
        synchronized (lock) {
            attended = true;
            tell = roomAgain();
        }
        if (tell) {
            listener.writable();
        }
        synchronized (lock) {
            awaitBytes();
            if (failure != null) {
                throw failure;
            }
            if (buffered == 0) {
                endRead = true;
                return -1;
            }
            n = copyOut(into, offset, length);
            tell = roomAgain();
        }
        pool.serveWaiting();
        if (tell) {
            listener.writable();
        }
        return n;
    }

    /** Whether the producer waits and half of the capacity is free; it counts as told then. */
    private boolean roomAgain() {
        boolean tell = paused && buffered <= capacity / 2;
        if (tell) {
            paused = false;
        }
        return tell;
    }

    private void awaitBytes() throws IOException {
        while (buffered == 0 && !ended && failure == null && !closed && !unread) {
            try {
                lock.wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while waiting for the upload");
            }
        }
        if (closed || unread) {
            throw new IOException("the pipe is closed");
        }
    }

    private int copyOut(byte[] into, int offset, int length) {
        int copied = 0;
        while (copied < length && buffered > 0) {
            byte[] first = buffers.getFirst();
            int end = buffers.size() == 1 ? tail : BufferPool.BUFFER_SIZE;
            int n = Math.min(length - copied, end - head);
            System.arraycopy(first, head, into, offset + copied, n);
            head += n;
            copied += n;
            buffered -= n;
            if (head == end) {
                head = 0;
                releaseFirst();
            }
        }
        return copied;
    }

    /** Gives the emptied first buffer back; the last one stays until the end, for the producer counts on its room. */
    private void releaseFirst() {
        if (buffers.size() == 1 && !ended) {
            tail = 0;
        } else {
            pool.release(buffers.removeFirst());
        }
    }

    /** Consumer, or whoever has none: gives everything back; what is offered from now on is dropped. */
    public void close() {
        boolean tell;
        synchronized (lock) {
            closed = true;
            attended = true;
            releaseBuffers();
            releaseSpare();
            buffered = 0;
            tell = paused;
            paused = false;
            pool.forget(this);
            lock.notifyAll();
        }
        pool.serveWaiting();
        if (tell) {
            listener.writable();
        }
    }

    private void releaseBuffers() {
        while (!buffers.isEmpty()) {
            pool.release(buffers.removeFirst());
        }
        tail = BufferPool.BUFFER_SIZE;
    }

    private void releaseSpare() {
        if (spare != null) {
            pool.release(spare);
            spare = null;
        }
    }

    /** The consumer's end. */
    private final class Source extends InputStream {
        private final byte[] one = new byte[1];

        @Override
        public int read() throws IOException {
            return take(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, into.length);
            return length == 0 ? 0 : take(into, offset, length);
        }

        @Override
        public int available() {
            return buffered();
        }

        /** Whoever reads is done; what has come stays, and no more comes than there is room for. Any thread. */
        @Override
        public void close() {
            synchronized (lock) {
                unread = true;
                lock.notifyAll();
            }
        }
    }
}
