package dev.slipway.web.undertow;

import dev.slipway.config.ContainerConnection;
import io.undertow.server.AbstractServerConnection;
import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.handlers.ServletRequestContext;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * One request on Undertow, which only the I/O thread of its connection may touch.
 *
 * <p>Buffers belong to the pool of all connections. Where a connection ends (a reset noticed by a read, the end of its request), the
 * thread that notices gives back what the connection holds, for reading and for writing ({@code HttpServerConnection},
 * {@code ServletInputStreamImpl.close}, Undertow 2.3). A thread that uses such a buffer just then writes into the body or the answer of
 * another request, to which the buffer was given.
 *
 * <p>A thread that is not the connection's and switches reading on while bytes are buffered first has the connection's thread woken
 * and then sets the interest ({@code NioHandle.wakeup}, XNIO 3.8): where the former is quicker, reading stays on while the latter
 * reads.
 */
record UndertowConnection(HttpServerExchange exchange) implements ContainerConnection {
    private static final System.Logger LOG = System.getLogger(UndertowConnection.class.getName());
    /** For the end of an answer to be sent before its stream is reset. */
    private static final long ANSWER_MILLIS = 500;

    @Override
    public void breakOff() {
        try {
            onReader(() -> IoUtils.safeClose(exchange.getConnection()));
        } catch (RejectedExecutionException e) { // the server is stopping, and nothing is reused
            IoUtils.safeClose(exchange.getConnection());
        }
    }

    @Override
    public boolean isReader() {
        return Thread.currentThread() == exchange.getIoThread();
    }

    @Override
    public void onReader(Runnable work) {
        exchange.getIoThread().execute(work);
    }

    @Override
    public void letGo(Runnable end) {
        onReader(() -> {
            if (exchange.isRequestComplete()) {
                exchange.getConnection().getWorker().execute(end);
            } else if (exchange.getConnection() instanceof AbstractServerConnection connection) {
                ConduitStreamSourceChannel source = connection.getChannel().getSourceChannel();
                source.setReadListener(null);
                IoUtils.safeShutdownReads(source);
                end.run(); // reading on ends the connection, on this thread
            } else {
                endStream(end);
            }
        });
    }

    /**
     * Ends an HTTP/2 stream whose body is not at its end: first the answer, then the stream, then the request. Undertow would wait for
     * the body otherwise, on a thread, as long as the client likes.
     */
    private void endStream(Runnable end) {
        try {
            exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY).getOriginalResponse().closeStreamAndWriter();
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "an answer could not be ended", e);
        }
        exchange.getIoThread().executeAfter(() -> {
            if (!exchange.isRequestComplete()) {
                IoUtils.safeClose(exchange.getConnection());
            }
            exchange.getConnection().getWorker().execute(end);
        }, ANSWER_MILLIS, TimeUnit.MILLISECONDS);
    }
}
