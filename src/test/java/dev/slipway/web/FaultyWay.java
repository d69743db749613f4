package dev.slipway.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way to a server that passes bytes on and has the faults that a test gives it. */
public final class FaultyWay implements AutoCloseable {
    /** The faults of one connection; each is called on the thread that passes bytes on. */
    public interface Faults {
        /**
         * Called before bytes of the client are passed on.
         *
         * @param passed how many were passed on before them
         */
        default void toServer(long passed) throws IOException {}

        /** @return whether these bytes of the server reach the client */
        default boolean toClient(byte[] bytes, int count) {
            return true;
        }
    }

    private static final int BUFFER = 16 * 1024;

    private final ServerSocket entrance;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile int port;
    private volatile Faults faults = new Faults() {};

    /** @param port of the server on 127.0.0.1 */
    public FaultyWay(int port) throws IOException {
        this.port = port;
        this.entrance = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        start(this::accept);
    }

    /** Where clients come in. */
    public int port() {
        return entrance.getLocalPort();
    }

    /** Connections from now on go to another port. */
    public void leadsTo(int other) {
        port = other;
    }

    /** Connections from now on have these faults. */
    public void has(Faults some) {
        faults = some;
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                start(() -> connect(client, faults));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void connect(Socket client, Faults its) {
        open.add(client);
        try (client; Socket server = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
            open.add(server);
            Thread back = start(() -> {
                passBack(server, client, its);
                closeQuietly(client);
            });
            passOn(client, server, its);
            back.join();
            open.remove(server);
        } catch (IOException | InterruptedException e) {
            // The connection is lost, as seen from both sides.
        }
        open.remove(client);
    }

    private static void passOn(Socket client, Socket server, Faults its) throws IOException {
        InputStream in = client.getInputStream();
        OutputStream out = server.getOutputStream();
        byte[] buffer = new byte[BUFFER];
        long passed = 0;
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            its.toServer(passed);
            out.write(buffer, 0, count);
            passed += count;
        }
        server.close(); // a client that is gone
    }

    private static void passBack(Socket server, Socket client, Faults its) {
        try {
            byte[] buffer = new byte[BUFFER];
            InputStream in = server.getInputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (its.toClient(buffer, count)) {
                    client.getOutputStream().write(buffer, 0, count);
                }
            }
        } catch (IOException e) {
            // One of them is gone; the caller closes the other.
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone.
        }
    }

    private static Thread start(Runnable work) {
        Thread thread = new Thread(work, "faulty-way");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
