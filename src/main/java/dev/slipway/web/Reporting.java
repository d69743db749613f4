package dev.slipway.web;

import dev.slipway.web.Outflow.End;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is sent to the client of an upload: the events of its deployment while it sends, or an answer. One of them, once. Any thread; nothing here waits for the client.
 */
final class Reporting {
    private static final System.Logger LOG = System.getLogger(Reporting.class.getName());

    private final Outflows outflows;
    private final Answering answering;
    private final RequestGate gate;
    private final Runnable whenOver;
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile @Nullable EarlyListener early;
    private volatile @Nullable Outflow outflow;
    private volatile boolean concluded;
    private volatile boolean over;
    private volatile End end = End.CUT;
    private volatile @Nullable Throwable broken;

    /** @param whenOver called when the events are over; returns at once */
    Reporting(Outflows outflows, Answering answering, RequestGate gate, Runnable whenOver) {
        this.outflows = outflows;
        this.answering = answering;
        this.gate = gate;
        this.whenOver = whenOver;
    }

    /** Makes ready to send, also while the request is read; called in the servlet's service method. */
    void listen() throws IOException {
        ServletOutputStream out = answering.output();
        if (answering.events() || EarlyListener.isNeeded(out)) {
            early = EarlyListener.on(out, gate);
        }
    }

    /** Begins to send events, by a writing thread. Nothing happens when it was begun before. */
    void begin(Streamed events) {
        if (begun.compareAndSet(false, true)) {
            outflows.execute(() -> send(events, how -> {
                end = how;
                over = true;
                whenOver.run();
            }));
        } else {
            events.discard();
        }
    }

    /** Sends an answer. @param then told once, by any thread, how that ended */
    void send(Streamed answer, Consumer<End> then) {
        Outflow flow;
        try {
            if (broken != null) {
                throw new IOException("the client is gone", broken);
            }
            flow = new Outflow(outflows, gate, early, gate.ask(() -> answering.open(answer)), answer, then);
        } catch (IOException | RuntimeException | Error e) {
            LOG.log(System.Logger.Level.DEBUG, "an answer could not be begun", e);
            answer.discard();
            then.accept(End.CUT);
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

    /** How the events ended; known when they are over. */
    End end() {
        return end;
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

    /** The container ends the request. */
    void abort(Throwable cause) {
        broken = cause;
        Outflow flow = outflow;
        if (flow != null) {
            flow.abort(cause);
        }
    }
}
