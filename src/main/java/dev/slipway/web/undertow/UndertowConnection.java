package dev.slipway.web.undertow;

import dev.slipway.config.ContainerConnection;
import io.undertow.server.AbstractServerConnection;
import io.undertow.server.HttpServerExchange;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * One request on Undertow, of which only the I/O thread of its connection may read.
 *
 * <p>A thread that is not the connection's and switches reading on while bytes are buffered first has the connection's thread woken
 * and then sets the interest ({@code NioHandle.wakeup}, XNIO 3.8): where the former is quicker, reading stays on while the latter
 * reads, and what both fetch at the same time is lost.
 *
 * <p>The end of a request gives its read buffer back to the pool of all connections ({@code ServletInputStreamImpl.close}, Undertow
 * 2.3). Where the I/O thread is reading into it just then, what it reads appears in the body of another request. So it is
 * told to let go first.
 */
record UndertowConnection(HttpServerExchange exchange) implements ContainerConnection {
    /** For the answer's end to be written to a client whose body is given up. */
    private static final long AT_MOST_SECONDS = 5;

    @Override
    public void breakOff() {
        IoUtils.safeClose(exchange.getConnection());
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
        }
        exchange.getIoThread().executeAfter(() -> {
            if (!exchange.isRequestComplete()) {
                breakOff();
            }
        }, AT_MOST_SECONDS, TimeUnit.SECONDS);
    }
}
