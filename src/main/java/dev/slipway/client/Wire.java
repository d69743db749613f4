package dev.slipway.client;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a target. It may be written by one thread while another reads; closing it, on any thread, also
 * before it is open, ends both at once.
 */
final class Wire implements Closeable {
    private final Target target;
    private final Supplier<SSLSocketFactory> tls;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable Socket plain;
    private volatile @Nullable Socket socket;

    Wire(Target target, Supplier<SSLSocketFactory> tls) {
        this.target = target;
        this.tls = tls;
    }

    /**
     * Connects, trying each address of the host, and shakes hands where the target is {@code https}: the certificate
     * must be trusted and be the host's.
     *
     * @param millis for each address
     */
    void open(int millis) throws IOException {
        Socket connected = connect(millis);
        connected.setTcpNoDelay(true);
        connected.setKeepAlive(true);
        socket = target.isSecure() ? encrypt(connected, millis) : connected;
    }

    OutputStream out() throws IOException {
        return opened().getOutputStream();
    }

    InputStream in() throws IOException {
        return new BufferedInputStream(opened().getInputStream());
    }

    /** Closes the connection beneath the encryption, which could wait for the other side. */
    @Override
    public void close() {
        closed.set(true);
        close(plain);
    }

    private Socket connect(int millis) throws IOException {
        IOException failure = null;
        for (InetAddress address : InetAddress.getAllByName(target.host())) {
            Socket candidate = new Socket();
            plain = candidate;
            if (closed.get()) {
                throw new IOException("closed");
            }
            try {
                candidate.connect(new InetSocketAddress(address, target.port()), millis);
                return candidate;
            } catch (IOException e) {
                close(candidate);
                failure = e;
            }
        }
        throw failure == null ? new IOException("the host has no address") : failure;
    }

    private Socket encrypt(Socket connected, int millis) throws IOException {
        SSLSocket encrypted = (SSLSocket) tls.get().createSocket(connected, target.host(), target.port(), true);
        SSLParameters parameters = encrypted.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        encrypted.setSSLParameters(parameters);
        connected.setSoTimeout(millis);
        encrypted.startHandshake();
        connected.setSoTimeout(0);
        return encrypted;
    }

    private Socket opened() throws IOException {
        Socket open = socket;
        if (open == null) {
            throw new IOException("not connected");
        }
        return open;
    }

    private static void close(@Nullable Socket socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            // Nothing more can be asked of it.
        }
    }
}
