package dev.slipway.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A line to a port of this machine that can be made slow, cut, or dead, while connections use it. Any thread. */
final class TcpProxy implements AutoCloseable {
    private static final int CONNECT_MILLIS = 2000;
    private static final int BUFFER = 16 * 1024;

    /** What the line does. */
    enum Line {
        /** It carries. */
        GOOD,
        /** Connections are reset and refused at once. */
        CUT,
        /** Nothing comes through and nobody is told, as when packets get lost. */
        DEAD
    }

    private final ServerSocket server;
    private final InetSocketAddress target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicLong carried = new AtomicLong();
    private final AtomicLong freeAt = new AtomicLong(System.nanoTime());
    private volatile Line line = Line.GOOD;
    private volatile long bytesPerSecond = Long.MAX_VALUE;
    private volatile long delayNanos;

    private TcpProxy(ServerSocket server, InetSocketAddress target) {
        this.server = server;
        this.target = target;
    }

    static TcpProxy to(int port) throws IOException {
        return between(InetAddress.getLoopbackAddress(), 0, port);
    }

    /** Listens on an address of this machine. @param port 0 for any. @param target of 127.0.0.1 */
    static TcpProxy between(InetAddress address, int port, int target) throws IOException {
        TcpProxy proxy = new TcpProxy(new ServerSocket(port, 50, address),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
        proxy.thread(proxy::accept);
        return proxy;
    }

    private void thread(Runnable work) {
        Thread thread = new Thread(work, "proxy-" + server.getLocalPort());
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    /** Bytes of answers so far. */
    long carried() {
        return carried.get();
    }

    /** Over all connections, answers only; from now on. */
    void rate(long most) {
        bytesPerSecond = most;
    }

    /** Each piece of up to 16 KiB of an answer comes so much later, one after the other. */
    void delay(long millis) {
        delayNanos = millis * 1_000_000;
    }

    void set(Line state) {
        line = state;
        if (state == Line.CUT) {
            sockets.forEach(TcpProxy::reset);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                sockets.add(client);
                if (line == Line.CUT) {
                    reset(client);
                    sockets.remove(client);
                } else {
                    thread(() -> connect(client));
                }
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void connect(Socket client) {
        awaitLine();
        Socket other = new Socket();
        sockets.add(other);
        try {
            other.connect(target, CONNECT_MILLIS);
            thread(() -> carry(client, other, false));
            carry(other, client, true);
        } catch (IOException e) {
            reset(client);
            reset(other);
        }
    }

    /** A dead line keeps what it was given until it is good again, as TCP does. */
    private void awaitLine() {
        while (line == Line.DEAD && !server.isClosed()) {
            LockSupport.parkNanos(20_000_000);
        }
    }

    private void carry(Socket from, Socket to, boolean answers) {
        try (from; to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                awaitLine();
                if (answers) {
                    slowDown(read);
                }
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            reset(from);
            reset(to);
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private void slowDown(int bytes) {
        carried.addAndGet(bytes);
        long now = System.nanoTime();
        long takes = bytesPerSecond == Long.MAX_VALUE ? 0 : bytes * 1_000_000_000L / bytesPerSecond;
        long until = freeAt.updateAndGet(free -> Math.max(free, now) + takes) + delayNanos;
        while (System.nanoTime() < until && line != Line.CUT) {
            LockSupport.parkNanos(Math.min(until - System.nanoTime(), 50_000_000));
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // it is closed
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        sockets.forEach(TcpProxy::reset);
    }
}
