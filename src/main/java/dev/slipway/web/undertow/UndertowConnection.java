package dev.slipway.web.undertow;

import dev.slipway.config.ContainerConnection;
import io.undertow.server.AbstractServerConnection;
import io.undertow.server.HttpServerExchange;
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
    /** How long the body of an HTTP/2 stream is still taken when nobody reads it. */
    private static final long AT_MOST_SECONDS = 5;

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
            if (!exchange.isRequestComplete()) {
                refuseTheRest();
            }
            exchange.getConnection().getWorker().execute(end);
        });
    }

    /** Ends a body that was not read to its end. Undertow reads on otherwise, on a thread that waits as long as the client likes. */
    private void refuseTheRest() {
        if (exchange.getConnection() instanceof AbstractServerConnection connection) {
            ConduitStreamSourceChannel source = connection.getChannel().getSourceChannel();
            source.setReadListener(null);
            IoUtils.safeShutdownReads(source);
            return;
        }
        exchange.getIoThread().executeAfter(() -> {
            if (!exchange.isRequestComplete()) {
                IoUtils.safeClose(exchange.getConnection());
            }
        }, AT_MOST_SECONDS, TimeUnit.SECONDS);
    }
}
