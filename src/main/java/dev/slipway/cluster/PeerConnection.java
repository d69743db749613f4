package dev.slipway.cluster;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * A connection to another node: requests without a body, one after the other (HTTP/1.1). A class of its own and not
 * {@code HttpURLConnection}, whose {@code disconnect} waits for a thread that reads: here {@link #close}, by any thread, also
 * before it is open, ends a transfer at once. All else is for one thread. It goes straight to the node, through no proxy;
 * {@code https} trusts what the JVM trusts and checks the host's name.
 */
final class PeerConnection implements Closeable {
    private static final int MAX_LINE = 8 * 1024;
    private static final int MAX_FIELDS = 100;
    private static final int BUFFER = 16 * 1024;
    /** A rest of a body that is read rather than the connection given up. */
    private static final int MAX_REST = 64 * 1024;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 ([2-5][0-9][0-9])(?: .*)?");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

    /**
     * The head of an answer.
     *
     * @param fields by name in lower case; of several of one name the last
     * @param length bytes of the body
     */
    record Head(int status, Map<String, String> fields, long length) {
        Optional<String> field(String name) {
            return Optional.ofNullable(fields.get(name));
        }
    }

    private final Holder holder;
    private final Duration connect;
    private final Duration silence;
    private volatile boolean closed;
    private volatile @Nullable Socket plain;
    private @Nullable Socket socket;
    private @Nullable InputStream in;
    private boolean used;
    private boolean last;
    private long left;

    /**
     * @param connect longest time to connect, and for the handshake of TLS
     * @param silence longest time in which nothing comes
     */
    PeerConnection(Holder holder, Duration connect, Duration silence) {
        this.holder = holder;
        this.connect = connect;
        this.silence = silence;
    }

    /** Connects, blocking for the time it may take at most twice. */
    void open() throws IOException {
        Socket connected = new Socket();
        plain = connected;
        if (closed) {
            throw new IOException("closed");
        }
        int millis = (int) connect.toMillis();
        connected.connect(new InetSocketAddress(holder.host(), holder.port()), millis);
        connected.setTcpNoDelay(true);
        connected.setSoTimeout(millis);
        Socket ready = holder.isSecure() ? encrypted(connected) : connected;
        ready.setSoTimeout((int) silence.toMillis());
        socket = ready;
        in = new BufferedInputStream(ready.getInputStream(), BUFFER);
    }

    private Socket encrypted(Socket connected) throws IOException {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        SSLSocket encrypted = (SSLSocket) factory.createSocket(connected, holder.host(), holder.port(), true);
        SSLParameters parameters = encrypted.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        encrypted.setSSLParameters(parameters);
        encrypted.startHandshake();
        return encrypted;
    }

    /** Whether it was used before: then a failure may only mean that the node closed it meanwhile. */
    boolean isUsed() {
        return used;
    }

    /**
     * Asks and reads the head of the answer; the body is to be {@linkplain #read read} next.
     *
     * @param path below the web application
     * @param fields further lines, each with its end
     * @throws IOException when there is no answer in time or it is not one; the connection is of no use then
     */
    Head ask(String path, String fields) throws IOException {
        String request = "GET " + holder.target(path) + " HTTP/1.1\r\nHost: " + holder.base().getRawAuthority()
                + "\r\nAccept: application/json\r\nAccept-Encoding: identity\r\n" + fields + "\r\n";
        opened().getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        Matcher status = STATUS.matcher(line());
        if (!status.matches()) {
            throw new IOException("the answer is not HTTP/1.1");
        }
        Map<String, String> answered = fields();
        String length = answered.getOrDefault("content-length", "");
        if (answered.containsKey("transfer-encoding") || !LENGTH.matcher(length).matches()) {
            throw new IOException("the answer (" + status.group(1) + ") does not tell its length");
        }
        left = Long.parseLong(length);
        last = answered.getOrDefault("connection", "").toLowerCase(Locale.ROOT).contains("close");
        return new Head(Integer.parseInt(status.group(1)), answered, left);
    }

    private Map<String, String> fields() throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i < MAX_FIELDS; i++) {
            String line = line();
            if (line.isEmpty()) {
                return fields;
            }
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
            }
        }
        throw new IOException("the answer has more than " + MAX_FIELDS + " fields");
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(80);
        InputStream from = input();
        for (int b = from.read(); b != '\n'; b = from.read()) {
            if (b < 0) {
                throw new EOFException("the connection ended without an answer");
            }
            if (line.length() == MAX_LINE) {
                throw new IOException("a line of the answer is longer than " + MAX_LINE + " bytes");
            }
            line.append((char) b);
        }
        int end = line.length();
        return line.substring(0, end > 0 && line.charAt(end - 1) == '\r' ? end - 1 : end);
    }

    /** The next bytes of the body; -1 at its end. @throws EOFException when the connection ends before */
    int read(byte[] buffer, int most) throws IOException {
        if (left == 0) {
            return -1;
        }
        int count = input().read(buffer, 0, (int) Math.min(most, left));
        if (count < 0) {
            throw new EOFException("the connection ended within the answer");
        }
        left -= count;
        return count;
    }

    /** The whole body. @throws IOException when it has more than so many bytes */
    byte[] readAll(int most) throws IOException {
        if (left > most) {
            throw new IOException("the answer has " + left + " bytes where " + most + " are read");
        }
        byte[] body = input().readNBytes((int) left);
        if (body.length < left) {
            throw new EOFException("the connection ended within the answer");
        }
        left = 0;
        return body;
    }

    /** Reads what is left of a short body, so that the next request can follow. @return whether it can */
    boolean finish() throws IOException {
        if (closed || last || left > MAX_REST) {
            return false;
        }
        readAll(MAX_REST);
        used = true;
        return true;
    }

    private Socket opened() throws IOException {
        Socket open = socket;
        if (open == null) {
            throw new IOException("not connected");
        }
        return open;
    }

    private InputStream input() throws IOException {
        InputStream open = in;
        if (open == null) {
            throw new IOException("not connected");
        }
        return open;
    }

    /** Closes the connection beneath the encryption, which could wait for the other side. */
    @Override
    public void close() {
        closed = true;
        Socket open = plain;
        if (open == null) {
            return;
        }
        try {
            open.close();
        } catch (IOException e) {
            // nothing more can be asked of it
        }
    }
}
