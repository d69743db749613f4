package dev.slipway.container;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One HTTP/1.1 exchange over a socket of its own. A library would not send half a body, reset the connection, or read
 * the answer before the body is sent. One thread.
 */
final class HttpConnection implements AutoCloseable {
    static final String PASSWORD = "slipway-test";

    private static final int TIMEOUT_MILLIS = 120_000;

    private final URI base;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    /** What came back. Header names are in lower case; the body as text. */
    record Answer(int status, Map<String, List<String>> headers, String body) {
        Optional<String> header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
        }
    }

    /** Writes a request body. */
    interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    private HttpConnection(URI base) throws IOException {
        this.base = base;
        this.socket = new Socket();
        socket.connect(new InetSocketAddress(base.getHost(), base.getPort()), TIMEOUT_MILLIS);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    static HttpConnection open(URI base) throws IOException {
        return new HttpConnection(base);
    }

    static Answer get(URI base, String path) throws IOException {
        try (HttpConnection connection = open(base)) {
            connection.head("GET", path, Map.of("Accept", "application/json", "Authorization", basic("admin")));
            return connection.answer();
        }
    }

    /** Sends a chunked body and reads the answer, which may come before the body's end. */
    static Answer send(URI base, String method, String path, Map<String, String> headers, Body body)
            throws IOException {
        try (HttpConnection connection = open(base)) {
            Map<String, String> all = new LinkedHashMap<>(headers);
            all.put("Transfer-Encoding", "chunked");
            connection.head(method, path, all);
            IOException cut = null;
            try (OutputStream chunks = connection.chunks()) {
                body.writeTo(chunks);
            } catch (IOException e) {
                cut = e;
            }
            try {
                return connection.answer();
            } catch (IOException e) {
                if (cut != null) {
                    e.addSuppressed(cut);
                }
                throw e;
            }
        }
    }

    static String basic(String user) {
        return basic(user, PASSWORD);
    }

    static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder()
                .encodeToString((user + ':' + password).getBytes(StandardCharsets.UTF_8));
    }

    void head(String method, String path, Map<String, String> headers) throws IOException {
        StringBuilder head = new StringBuilder(method).append(' ').append(path).append(" HTTP/1.1\r\n")
                .append("Host: ").append(base.getHost()).append(':').append(base.getPort()).append("\r\n")
                .append("Connection: close\r\n");
        headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    OutputStream raw() {
        return out;
    }

    /** Closing it ends the body, not the connection. */
    OutputStream chunks() {
        return new ChunkedOutput(out);
    }

    /** Ends the connection by RST instead of FIN. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    Answer answer() throws IOException {
        int status;
        Map<String, List<String>> headers;
        do {
            String line = line();
            status = Integer.parseInt(line.split(" ", 3)[1]);
            headers = headers();
        } while (status == 100);
        return new Answer(status, headers, new String(body(status, headers), StandardCharsets.UTF_8));
    }

    private Map<String, List<String>> headers() throws IOException {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        return headers;
    }

    private byte[] body(int status, Map<String, List<String>> headers) throws IOException {
        if (status == 204 || status == 304) {
            return new byte[0];
        }
        if (headers.getOrDefault("transfer-encoding", List.of()).contains("chunked")) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (int size = chunkSize(); size > 0; size = chunkSize()) {
                body.write(exactly(size));
                line();
            }
            return body.toByteArray();
        }
        List<String> length = headers.get("content-length");
        return length == null ? in.readAllBytes() : exactly(Integer.parseInt(length.get(0)));
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(line().strip(), 16);
    }

    private byte[] exactly(int size) throws IOException {
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException("the answer ended early");
        }
        return bytes;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection ended without an answer");
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
