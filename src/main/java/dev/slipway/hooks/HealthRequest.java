package dev.slipway.hooks;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One {@code GET} for the status of its answer (HTTP/1.1), in a connection and on a thread of its own, which both end with
 * {@link #close}: an {@code HttpClient} would keep the connection for the next try, which may then reach a process that is on its
 * way out, and its threads until it is collected. Any thread.
 */
final class HealthRequest implements AutoCloseable {
    private static final int MAX_LINE = 8 * 1024;
    private static final int MAX_LINES = 200;
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-9][0-9][0-9])(?: .*)?");

    private final URI address;
    private final CompletableFuture<Integer> status = new CompletableFuture<>();
    private final Socket plain = new Socket();

    private HealthRequest(URI address) {
        this.address = address;
    }

    /** Begins; to be closed. */
    static HealthRequest begin(URI address) {
        HealthRequest request = new HealthRequest(address);
        Thread thread = new Thread(request::perform, "slipway-health");
        thread.setDaemon(true);
        thread.start();
        return request;
    }

    /** The status of the answer, or why there is none. */
    CompletableFuture<Integer> status() {
        return status;
    }

    private void perform() {
        try (plain) {
            status.complete(ask());
        } catch (IOException | RuntimeException e) {
            status.completeExceptionally(e);
        }
    }

    private int ask() throws IOException {
        boolean secure = "https".equals(address.getScheme());
        String host = address.getHost().startsWith("[") ? address.getHost().substring(1, address.getHost().length() - 1) : address.getHost();
        int port = address.getPort() >= 0 ? address.getPort() : secure ? HTTPS_PORT : HTTP_PORT;
        plain.connect(new InetSocketAddress(host, port));
        Socket socket = secure ? encrypted(host, port) : plain;
        String path = address.getRawPath().isEmpty() ? "/" : address.getRawPath();
        String query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
        socket.getOutputStream().write(("GET " + path + query + " HTTP/1.1\r\nHost: " + address.getRawAuthority()
                + "\r\nUser-Agent: slipway-health\r\nAccept: */*\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        InputStream in = new BufferedInputStream(socket.getInputStream());
        int answered = status(line(in));
        for (int lines = 0; answered < 200; lines++) { // an interim answer: the head of the real one follows
            if (lines == MAX_LINES) {
                throw new IOException("the answer has no end");
            }
            answered = line(in).isEmpty() ? status(line(in)) : answered;
        }
        return answered;
    }

    private Socket encrypted(String host, int port) throws IOException {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        SSLSocket encrypted = (SSLSocket) factory.createSocket(plain, host, port, true);
        SSLParameters parameters = encrypted.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        encrypted.setSSLParameters(parameters);
        encrypted.startHandshake();
        return encrypted;
    }

    private static int status(String line) throws IOException {
        Matcher status = STATUS.matcher(line);
        if (!status.matches()) {
            throw new IOException("the answer is not HTTP/1.1");
        }
        return Integer.parseInt(status.group(1));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection ended without an answer");
            } else if (line.length() == MAX_LINE) {
                throw new IOException("a line of the answer is longer than " + MAX_LINE + " bytes");
            }
            line.append((char) b);
        }
        return line.toString().strip();
    }

    /** Breaks it off. */
    @Override
    public void close() throws IOException {
        plain.close();
    }
}
