package dev.slipway.launch;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Knows how many requests that change something are running, so that a stop can wait for their answers, and from which
 * address the request of the current thread came. Requests that only read are not waited for: an event stream may last
 * for hours.
 */
final class Requests extends ValveBase {
    private static final ThreadLocal<String> ADDRESS = new ThreadLocal<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    /** Guarded by the lock. */
    private int running;

    Requests() {
        super(true);
    }

    /** The address from which the request came that this thread is serving, or an empty string. */
    static String clientAddress() {
        String address = ADDRESS.get();
        return address == null ? "" : address;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        ADDRESS.set(String.valueOf(request.getRemoteAddr()));
        try {
            String method = request.getMethod();
            if (method == null || method.equals("GET") || method.equals("HEAD")) { // null: it was not HTTP
                getNext().invoke(request, response);
            } else {
                invokeCounted(request, response);
            }
        } finally {
            ADDRESS.remove();
        }
    }

    private void invokeCounted(Request request, Response response) throws IOException, ServletException {
        add(1);
        End end = new End();
        try {
            getNext().invoke(request, response);
        } finally {
            if (request.isAsync()) {
                // Fired after this thread has left the request, also when the application has completed it by now.
                request.getAsyncContextInternal().addListener(end);
            } else {
                end.once();
            }
        }
    }

    /** Waits until none is running; returns how many are left when the time is over. */
    int awaitIdle(Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        lock.lock();
        try {
            while (running > 0 && left > 0) {
                left = ended.awaitNanos(left);
            }
            return running;
        } finally {
            lock.unlock();
        }
    }

    private void add(int change) {
        lock.lock();
        try {
            running += change;
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private final class End implements AsyncListener {
        private final AtomicBoolean done = new AtomicBoolean();

        private void once() {
            if (done.compareAndSet(false, true)) {
                add(-1);
            }
        }

        @Override
        public void onComplete(AsyncEvent event) {
            once();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // Completion follows.
        }

        @Override
        public void onError(AsyncEvent event) {
            // Completion follows.
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }
}
