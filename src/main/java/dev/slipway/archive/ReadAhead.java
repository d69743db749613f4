package dev.slipway.archive;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The same bytes as those of another stream, which another thread reads meanwhile: what lies behind it, from the network's pipe to the
 * inflater, works at the same time as what the reader does with the bytes. Begins once so much was read that it is worth a thread,
 * when one is free; until then it reads itself. A stream that takes its time, as that of a slow sender, gives the thread back after a
 * second of reading: others have more of it.
 *
 * <p>What the other stream throws is thrown here, the same object, after the bytes before it. The other thread is never interrupted: it
 * may be the one that reads the request just then, and an interrupt would close the client's connection. When this is closed while it
 * still reads, what it reads from is closed.
 *
 * <p>For one thread. Holds 256 KiB once it has begun.
 */
final class ReadAhead extends SliceStream {
    private static final int SLICES = 4;
    private static final int SLICE_BYTES = 64 << 10;
    /** After so many bytes it asks for a thread again. */
    private static final int AGAIN_BYTES = 16 << 20;
    /** In so much time of reading there is to be as much as {@link #AGAIN_BYTES}. */
    private static final long JUDGED_NANOS = 1_000_000_000;

    private final InputStream in;
    private final Closeable origin;
    private final LongSupplier source;
    private final Executor threads;
    private final LongSupplier nanos;
    private long read;
    private long nextTry;
    private boolean ahead;
    private @Nullable Slice current;
    private int position;
    private long count;

    private final Object lock = new Object();
    private final ArrayDeque<Slice> full = new ArrayDeque<>(); // guarded by lock
    private final ArrayDeque<Slice> empty = new ArrayDeque<>(); // guarded by lock
    /** Whether another thread may read {@link #in}. */
    private boolean running; // guarded by lock
    private boolean closed; // guarded by lock

    /** Some bytes, the end, or a failure; with how much of the source had been read for it. */
    private static final class Slice {
        private final byte[] bytes = new byte[SLICE_BYTES];
        private int length;
        private long count;
        private @Nullable Throwable failure;
    }

    /**
     * @param origin what {@code in} reads from in the end; closing it ends a read that waits
     * @param source counts the bytes behind {@code in}; asked by the thread that reads that
     * @param threads runs what reads ahead; throws {@link java.util.concurrent.RejectedExecutionException} when none is free
     * @param worth so many bytes are read without
     */
    ReadAhead(InputStream in, Closeable origin, LongSupplier source, Executor threads, long worth) {
        this(in, origin, source, threads, worth, System::nanoTime);
    }

    /** @param nanos a clock, asked by the thread that reads ahead */
    ReadAhead(InputStream in, Closeable origin, LongSupplier source, Executor threads, long worth, LongSupplier nanos) {
        this.nextTry = worth;
        this.in = in;
        this.origin = origin;
        this.source = source;
        this.threads = threads;
        this.nanos = nanos;
    }

    /** Bytes of the source from which came what has been read here, and little more. */
    long count() {
        return ahead ? count : source.getAsLong();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!ahead && read >= nextTry) {
            ahead = begin();
        }
        int n = ahead ? take(into, offset, length) : in.read(into, offset, length);
        if (!ahead && read >= nextTry) {
            nextTry = read + AGAIN_BYTES;
        }
        read += Math.max(n, 0);
        return n;
    }

    private boolean begin() {
        count = source.getAsLong();
        synchronized (lock) {
            running = true;
        }
        try {
            threads.execute(this::run);
        } catch (RuntimeException | OutOfMemoryError e) { // no thread, or no memory for one: it goes without
            stopped();
            return false;
        }
        synchronized (lock) {
            for (int i = empty.size(); i < SLICES; i++) {
                empty.add(new Slice());
            }
            lock.notifyAll();
        }
        return true;
    }

    private void run() {
        boolean reads = true;
        try {
            long judged = 0;
            long bytes = 0;
            while (reads) {
                Slice slice = awaitEmpty();
                if (slice == null) {
                    return;
                }
                long begun = nanos.getAsLong();
                reads = fill(slice);
                judged += nanos.getAsLong() - begun;
                bytes += slice.length;
                if (judged >= JUDGED_NANOS) {
                    reads &= bytes >= AGAIN_BYTES;
                    judged = 0;
                    bytes = 0;
                }
                give(slice, reads);
            }
        } finally {
            if (reads) {
                stopped();
            }
        }
    }

    /** @param reads whether this thread goes on; else the taker reads what comes behind */
    private void give(Slice slice, boolean reads) {
        synchronized (lock) {
            full.add(slice);
            running = reads;
            lock.notifyAll();
        }
    }

    private void stopped() {
        synchronized (lock) {
            running = false;
            lock.notifyAll();
        }
    }

    private boolean fill(Slice slice) {
        try {
            do {
                slice.length = in.read(slice.bytes, 0, SLICE_BYTES);
            } while (slice.length == 0);
        } catch (IOException | RuntimeException | Error e) {
            slice.length = 0;
            slice.failure = e;
        }
        slice.count = source.getAsLong();
        return slice.length > 0;
    }

    private @Nullable Slice awaitEmpty() {
        synchronized (lock) {
            while (empty.isEmpty() && !closed) {
                uninterrupted();
            }
            return closed ? null : empty.remove();
        }
    }

    private int take(byte[] into, int offset, int length) throws IOException {
        Slice slice = current;
        if (slice == null || slice.length > 0 && position == slice.length) {
            slice = next(slice);
            current = slice;
            if (slice == null) {
                ahead = false;
                return in.read(into, offset, length);
            }
            position = 0;
            count = slice.count;
        }
        Throwable failure = slice.failure;
        if (failure instanceof IOException e) {
            throw e;
        } else if (failure instanceof Error e) {
            throw e;
        } else if (failure != null) {
            throw (RuntimeException) failure;
        } else if (slice.length < 0) {
            return -1;
        }
        int n = Math.min(length, slice.length - position);
        System.arraycopy(slice.bytes, position, into, offset, n);
        position += n;
        return n;
    }

    /** Null when the other thread has stopped reading, and all that it has read was taken. */
    private @Nullable Slice next(@Nullable Slice done) throws IOException {
        synchronized (lock) {
            if (done != null) {
                empty.add(done);
                lock.notifyAll();
            }
            while (full.isEmpty() && running) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException("interrupted while waiting for the archive");
                }
            }
            Slice next = full.poll();
            if (next == null) {
                empty.clear(); // slow uploads may be many, and may never have the thread again
            }
            return next;
        }
    }

    /** With the lock. */
    private void uninterrupted() {
        boolean interrupted = Thread.interrupted();
        try {
            lock.wait();
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sees to it that nobody reads any more, then closes the other stream. */
    @Override
    public void close() throws IOException {
        boolean reading;
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
            reading = running;
        }
        try {
            if (reading) {
                origin.close();
            }
        } finally {
            synchronized (lock) {
                while (running) {
                    uninterrupted();
                }
            }
            in.close();
        }
    }
}
