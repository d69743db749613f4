package dev.slipway.web;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import org.jspecify.annotations.Nullable;

/**
 * Listens for the possibility to write from the servlet's service method on, for an answer that begins later. Set by a
 * thread of the application while the container reads, Tomcat may lose the listener's first call: to a request that was
 * ended meanwhile, whose objects serve the next one. Any thread.
 */
final class EarlyListener implements WriteListener {
    private static final String TOMCAT = "org.apache.catalina.";

    private final RequestGate gate;
    /** Guarded by this, like what follows. */
    private @Nullable Outflow flow;
    private boolean possible;
    private @Nullable Throwable failure;

    private EarlyListener(RequestGate gate) {
        this.gate = gate;
    }

    /** Whether it has to be one where nothing is written before the whole request is known: where a late one may get lost. */
    static boolean isNeeded(ServletOutputStream out) {
        return out.getClass().getName().startsWith(TOMCAT);
    }

    /** Begins to listen; called in the servlet's service method. */
    static EarlyListener on(ServletOutputStream out, RequestGate gate) {
        EarlyListener listener = new EarlyListener(gate);
        out.setWriteListener(listener);
        return listener;
    }

    /** Whom to tell what has happened, and what happens from now on. */
    void attach(Outflow whom) {
        boolean now;
        Throwable lost;
        synchronized (this) {
            flow = whom;
            now = possible;
            lost = failure;
        }
        if (lost != null) {
            whom.onError(lost);
        } else if (now) {
            whom.writable();
        }
    }

    @Override
    public void onWritePossible() {
        Outflow whom;
        synchronized (this) {
            possible = true;
            whom = flow;
        }
        if (whom != null) {
            whom.writable();
        }
        gate.await();
    }

    @Override
    public void onError(Throwable cause) {
        Outflow whom;
        synchronized (this) {
            failure = cause;
            whom = flow;
        }
        if (whom != null) {
            whom.onError(cause);
        }
    }
}
