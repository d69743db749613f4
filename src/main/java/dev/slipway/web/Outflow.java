package dev.slipway.web;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The writer of one streamed answer. It never waits for the client: the container says that something can be written, the
 * source says that there is something, the watchdog ticks; each of them only signals, and a thread of {@link Outflows}
 * takes a turn. One turn at a time, and only turns touch the output. A client that takes nothing for too long is cut.
 */
final class Outflow implements WriteListener {
    /** How it ended. */
    enum End {
        /** All was written. */
        WHOLE,
        /** It was ended before that. */
        CUT,
        /** The container could not write. */
        LOST
    }

    private static final System.Logger LOG = System.getLogger(Outflow.class.getName());
    /** Bytes of one turn; then others have theirs. */
    private static final int TURN = 1 << 20;
    private static final long NOT_WAITING = 0;
    private static final int FAILED = -2;

    private final Outflows outflows;
    private final RequestGate gate;
    private final ServletOutputStream out;
    private final ByteSource source;
    private final long patience;
    private final Consumer<End> whenOver;
    private final @Nullable EarlyListener early;
    private final AtomicInteger signals = new AtomicInteger();

    private volatile boolean possible;
    private volatile long waitingSince;
    private volatile @Nullable Throwable broken;
    private volatile boolean lost;
    private volatile boolean over;
    /** Owned by turns. */
    private boolean unflushed;

    /**
     * @param gate of the request, which what is written goes through
     * @param early listens already, where that is so
     * @param out of a request that is asynchronous, with its head set
     * @param whenOver called once, by whichever thread ended it, and told how; nothing touches the output after it
     */
    Outflow(Outflows outflows, RequestGate gate, @Nullable EarlyListener early, ServletOutputStream out, Streamed answer,
            Consumer<End> whenOver) {
        this.outflows = outflows;
        this.gate = gate;
        this.early = early;
        this.out = out;
        this.source = answer.source();
        this.patience = answer.patience();
        this.whenOver = whenOver;
        this.waitingSince = time();
    }

    /** Never the value that says that nobody waits. */
    private static long time() {
        return System.nanoTime() | 1;
    }

    /** Begins; returns at once. */
    void begin() {
        outflows.opened(this);
        try {
            source.watch(this::signal);
            if (early == null) {
                gate.touchOutside(() -> out.setWriteListener(this));
            } else {
                early.attach(this);
            }
        } catch (IOException | RuntimeException e) {
            abort(e);
        }
    }

    @Override
    public void onWritePossible() {
        writable();
        gate.await();
    }

    /** Something can be written. Any thread. */
    void writable() {
        possible = true;
        signal();
    }

    @Override
    public void onError(Throwable cause) {
        lost = true;
        abort(cause);
    }

    /** Ends it now, whatever is left. Any thread. */
    void abort(Throwable cause) {
        if (broken == null) {
            broken = cause;
        }
        signal();
    }

    /** Ends it when what is there has been written. Any thread. */
    void conclude() {
        source.conclude();
        signal();
    }

    /** The watchdog, twice a second: a signal that a container did not give costs no more than that. */
    void tick(long now) {
        long since = waitingSince;
        if (since == NOT_WAITING) {
            if (source.due(now)) {
                signal();
            }
        } else if (now - since > patience) {
            abort(new IOException("the client took nothing for " + patience / 1_000_000_000 + " s"));
        } else if (possible) {
            signal();
        }
    }

    private void signal() {
        if (signals.getAndIncrement() == 0) {
            outflows.execute(this::turns);
        }
    }

    private void turns() {
        int seen = signals.get();
        try {
            turn();
        } catch (IOException | RuntimeException | Error e) {
            broken = e;
            finish(e instanceof IOException && !(e instanceof ClosedGateException) ? End.LOST : End.CUT);
        }
        if (signals.addAndGet(-seen) != 0) {
            outflows.execute(this::turns);
        }
    }

    private void turn() throws IOException {
        if (over) {
            return;
        }
        if (broken != null) {
            finish(lost ? End.LOST : End.CUT);
        } else if (possible) {
            outflows.buffers().with(this::write);
        }
    }

    private void write(byte[] buffer) throws IOException {
        for (int written = 0; written < TURN; ) {
            if (!isReady()) {
                return; // the container will call
            }
            int count = read(buffer);
            if (count <= 0) {
                flush();
                if (count < 0) {
                    finish(count == FAILED ? End.CUT : End.WHOLE);
                } else {
                    isReady();
                }
                return; // the end, or the source will call
            }
            put(buffer, count);
            written += count;
        }
        signal();
    }

    /** A source that fails is at its end, too; what it gave before goes out. */
    private int read(byte[] buffer) {
        try {
            return source.read(buffer, System.nanoTime());
        } catch (IOException | RuntimeException e) {
            broken = e;
            return FAILED;
        }
    }

    private void flush() throws IOException {
        if (unflushed) {
            gate.touch(out::flush);
            unflushed = false;
        }
    }

    private void put(byte[] buffer, int count) throws IOException {
        gate.touch(() -> out.write(buffer, 0, count));
        unflushed = true;
    }

    private boolean isReady() throws IOException {
        boolean ready = gate.ask(out::isReady);
        if (ready) {
            waitingSince = NOT_WAITING;
        } else if (waitingSince == NOT_WAITING) {
            waitingSince = time();
        }
        return ready;
    }

    private void finish(End end) {
        if (over) {
            return;
        }
        over = true;
        if (end != End.WHOLE) {
            LOG.log(System.Logger.Level.DEBUG, "a streamed answer was cut off", broken);
        }
        try {
            source.close();
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "the source of an answer could not be closed", e);
        }
        outflows.closed(this);
        whenOver.accept(end);
    }
}
