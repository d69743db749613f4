package dev.slipway.web;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is streamed to the client of an upload: the events of its deployment while it sends, or an answer that is too long
 * to be written at once. One of them, once. Any thread; nothing here waits for the client.
 */
final class Reporting {
    private static final System.Logger LOG = System.getLogger(Reporting.class.getName());

    private final Outflows outflows;
    private final Answering answering;
    private final Runnable whenOver;
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile @Nullable Outflow outflow;
    private volatile boolean concluded;
    private volatile boolean over;
    private volatile boolean whole;
    private volatile @Nullable Throwable broken;

    /** @param whenOver called when the events are over; returns at once */
    Reporting(Outflows outflows, Answering answering, Runnable whenOver) {
        this.outflows = outflows;
        this.answering = answering;
        this.whenOver = whenOver;
    }

    /** Begins to send events, by another thread; nothing happens when it was begun before. */
    void begin(Streamed events) {
        if (begun.compareAndSet(false, true)) {
            outflows.execute(() -> send(events, all -> {
                whole = all;
                over = true;
                whenOver.run();
            }));
        } else {
            events.discard();
        }
    }

    /** Sends an answer. @param then told once, by any thread, whether all of it was written */
    void send(Streamed answer, Consumer<Boolean> then) {
        Outflow flow;
        try {
            if (broken != null) {
                throw new IOException("the client is gone", broken);
            }
            flow = new Outflow(outflows, answering.open(answer), answer, then);
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "an answer could not be begun", e);
            answer.discard();
            then.accept(false);
            return;
        }
        outflow = flow;
        flow.begin();
        Throwable cause = broken;
        if (cause != null) {
            flow.abort(cause);
        } else if (concluded) {
            flow.conclude();
        }
    }

    /** Whether the client hears events. */
    boolean begun() {
        return begun.get();
    }

    /** Whether the events are over. */
    boolean over() {
        return over;
    }

    /** Whether all events were written; known when they are over. */
    boolean whole() {
        return whole;
    }

    /** Nothing more is to come. */
    void conclude() {
        if (!concluded) {
            concluded = true;
            Outflow flow = outflow;
            if (flow != null) {
                flow.conclude();
            }
        }
    }

    /** Ends it at once. */
    void abort(Throwable cause) {
        broken = cause;
        Outflow flow = outflow;
        if (flow != null) {
            flow.abort(cause);
        }
    }
}
