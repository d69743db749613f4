package dev.slipway.web;

import dev.slipway.codec.Format;
import dev.slipway.codec.MediaType;
import dev.slipway.codec.ObjectReader;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One connection, written byte for byte, so that a test decides what is sent and when it ends. */
final class HttpSocket implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    /** An answer; header names are in lower case, several fields of a name are joined by commas. */
    record Answer(int status, Map<String, String> headers, byte[] body, int continues) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        Map<String, Object> object() {
            boolean cbor = MediaType.parse(header("content-type")).flatMap(Format::of).equals(
                    java.util.Optional.of(Format.CBOR));
            return ObjectReader.read(body, cbor ? Format.CBOR : Format.JSON);
        }

        @Override
        public String toString() {
            return status + " " + headers + " " + text();
        }
    }

    HttpSocket(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    static String basic(String user) {
        return basic(user, TestSite.password(user));
    }

    static String basic(String user, String password) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a request line and these header fields, besides {@code Host}. */
    HttpSocket head(String method, String path, String... fields) throws IOException {
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n");
        for (String field : fields) {
            head.append(field).append("\r\n");
        }
        return raw(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    HttpSocket raw(byte[] bytes) throws IOException {
        return raw(bytes, 0, bytes.length);
    }

    HttpSocket raw(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        out.flush();
        return this;
    }

    HttpSocket chunk(byte[] bytes) throws IOException {
        return chunk(bytes, 0, bytes.length);
    }

    HttpSocket chunk(byte[] bytes, int offset, int length) throws IOException {
        out.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(bytes, offset, length);
        out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
        return this;
    }

    /** Ends a chunked body. */
    HttpSocket lastChunk() throws IOException {
        return raw("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    /** Waits for the answer; interim ones are counted and passed over. */
    Answer answer() throws IOException {
        int continues = 0;
        while (true) {
            String line = line();
            int status = Integer.parseInt(line.split(" ", 3)[1]);
            Map<String, String> headers = headers();
            if (status >= 200) {
                return new Answer(status, headers, status == 204 || status == 304 ? new byte[0] : body(headers),
                        continues);
            }
            continues++;
        }
    }

    /** Whether something of an answer is there already. */
    boolean hasAnswer() throws IOException {
        return in.available() > 0;
    }

    /** Waits for the answer to {@code HEAD}, which has no body. */
    Answer answerWithoutBody() throws IOException {
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        return new Answer(status, headers(), new byte[0], 0);
    }

    /** Waits for {@code 100 Continue}. */
    void awaitContinue() throws IOException {
        String line = line();
        if (!line.startsWith("HTTP/1.1 100")) {
            throw new IOException("not told to go on, but: " + line);
        }
        headers();
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.merge(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip(),
                    (one, other) -> one + ", " + other);
        }
        return headers;
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        if (headers.containsKey("content-length")) {
            return exactly(Integer.parseInt(headers.get("content-length")));
        }
        if (!"chunked".equals(headers.get("transfer-encoding"))) {
            return in.readAllBytes();
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            body.writeBytes(exactly(size));
            line();
        }
        line();
        return body.toByteArray();
    }

    private byte[] exactly(int size) throws IOException {
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException("the answer was cut off");
        }
        return bytes;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection ended without an answer");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    /** Ends by RST instead of FIN. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
