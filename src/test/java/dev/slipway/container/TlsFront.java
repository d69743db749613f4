package dev.slipway.container;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** Takes HTTPS for a server that speaks HTTP, as a reverse proxy does. Its certificate is its own authority. */
final class TlsFront implements AutoCloseable {
    static final String PASSWORD = "front-password";

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final SSLServerSocket listening;
    private final int to;
    /** Pieces that went through after a handshake. */
    final AtomicInteger served = new AtomicInteger();

    private TlsFront(SSLServerSocket listening, int to) {
        this.listening = listening;
        this.to = to;
    }

    /** Makes a key and a certificate for 127.0.0.1, in a store that is for keys and for trust. */
    static Path keys(Path directory) throws IOException, InterruptedException {
        Path keys = directory.resolve("keys.p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", "node", "-keyalg", "EC", "-groupname", "secp256r1", "-validity", "2", "-dname", "CN=node",
                "-ext", "SAN=ip:127.0.0.1", "-ext", "BC=ca:true", "-storetype", "PKCS12", "-keystore", keys.toString(),
                "-storepass", PASSWORD).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes());
        if (!keytool.waitFor(30, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IOException(said);
        }
        return keys;
    }

    /** Trust in nothing but certificates of this store: options for a JVM. */
    static String trusting(Path keys) {
        return "-Djavax.net.ssl.trustStore=" + keys + " -Djavax.net.ssl.trustStorePassword=" + PASSWORD;
    }

    /** Listens on a free port. @param to port of 127.0.0.1 on which the server listens */
    static TlsFront start(Path keys, int to) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        TlsFront front = new TlsFront((SSLServerSocket) context.getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress()), to);
        front.threads.execute(front::accept);
        return front;
    }

    String url() {
        return "https://127.0.0.1:" + listening.getLocalPort();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                threads.execute(() -> join(client));
            } catch (IOException e) {
                // closed
            }
        }
    }

    private void join(Socket client) {
        try (client; Socket server = new Socket(InetAddress.getLoopbackAddress(), to)) {
            open.add(client);
            open.add(server);
            Thread back = new Thread(() -> copy(server, client));
            back.start();
            copy(client, server);
            back.join();
        } catch (IOException e) {
            // one of the two is not there
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void copy(Socket from, Socket into) {
        try {
            byte[] buffer = new byte[16 * 1024];
            InputStream in = from.getInputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                served.incrementAndGet();
                into.getOutputStream().write(buffer, 0, count);
            }
            into.close();
        } catch (IOException e) {
            close(into);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is closed all the same
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        open.forEach(TlsFront::close);
        threads.shutdownNow();
    }
}
