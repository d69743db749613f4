package dev.slipway.pipe;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Buffers of one size for all pipes of a server, bounded in all.
 *
 * <p>A pipe that somebody reads (an attended one) may always lease {@link #GUARANTEED} buffers: that much is set aside
 * for every reader there can be. The rest is for whoever comes first. So uploads that wait for a reader can fill the
 * common part, and never stop those that have one: whatever is leased by an attended pipe comes back as its reader
 * goes on.
 *
 * <p>A pipe that has nothing yet and gets nothing waits in a queue and is handed the next buffer that comes back: who came
 * first is served first, however many come after.
 *
 * <p>Any thread; every method takes a short lock and never waits.
 */
public final class BufferPool {
    /** Size of every buffer in bytes. */
    public static final int BUFFER_SIZE = 64 * 1024;

    /** Buffers that an attended pipe always gets. */
    static final int GUARANTEED = 2;

    /** Idle buffers that are kept for the next upload; more are left to the garbage collector. */
    private static final int KEPT_IDLE = 64;

    private final int common;
    private final ArrayDeque<byte[]> idle = new ArrayDeque<>();
    private final ArrayDeque<BytePipe> waiting = new ArrayDeque<>();
    private int leased;

    /**
     * @param totalBytes memory for buffers in all, in bytes
     * @param readers most pipes that are read at the same time; what they are guaranteed is part of the total, which
     *     is raised if it could not hold that and one more buffer
     */
    public BufferPool(long totalBytes, int readers) {
        int setAside = readers * GUARANTEED;
        long buffers = Math.max(totalBytes / BUFFER_SIZE, setAside + 1L);
        this.common = (int) Math.min(Integer.MAX_VALUE, buffers - setAside);
    }

    /**
     * A buffer, or null when there is none for this pipe now. Its content is undefined. A pipe that has none and is not
     * read is handed one later ({@link BytePipe#granted}).
     *
     * @param held buffers that the pipe has
     * @param attended whether somebody reads the pipe
     */
    synchronized byte @Nullable [] lease(BytePipe pipe, int held, boolean attended) {
        boolean guaranteed = attended && held < GUARANTEED;
        if (guaranteed || leased < common && waiting.isEmpty()) {
            return take();
        }
        if (!attended && held == 0 && !waiting.contains(pipe)) {
            waiting.addLast(pipe);
        }
        return null;
    }

    private byte[] take() {
        leased++;
        byte[] buffer = idle.pollLast();
        return buffer == null ? new byte[BUFFER_SIZE] : buffer;
    }

    /** Hands out what has come back to those who wait. Called without any lock held: it calls into other pipes. */
    void serveWaiting() {
        while (true) {
            BytePipe next;
            byte[] buffer;
            synchronized (this) {
                if (waiting.isEmpty() || leased >= common) {
                    return;
                }
                next = waiting.removeFirst();
                buffer = take();
            }
            if (!next.granted(buffer)) {
                release(buffer);
            }
        }
    }

    /** The pipe does not wait any more. */
    synchronized void forget(BytePipe pipe) {
        waiting.remove(pipe);
    }

    /** Gives a buffer back. The caller must not touch it any more. */
    synchronized void release(byte[] buffer) {
        leased--;
        if (idle.size() < KEPT_IDLE) {
            idle.addLast(buffer);
        }
    }

    /** Buffers that are leased now. */
    public synchronized int leased() {
        return leased;
    }
}
