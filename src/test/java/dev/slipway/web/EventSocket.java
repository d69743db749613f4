package dev.slipway.web;

import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectReader;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A connection whose answer is read event by event, while the request may still be sent. */
final class EventSocket implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final Map<String, String> headers = new TreeMap<>();
    private int status;
    private int left;
    private int length = -1;

    /**
     * Something that came.
     *
     * @param id empty where the event has none
     * @param name empty for a comment
     * @param data the data, or the comment
     */
    record Event(String id, String name, String data) {
        Map<String, Object> object() {
            return ObjectReader.read(data.getBytes(StandardCharsets.UTF_8), Format.JSON);
        }

        boolean terminal() {
            return name.equals("done") || name.equals("error");
        }
    }

    EventSocket(int port) throws IOException {
        socket = new Socket();
        socket.setReceiveBufferSize(8192);
        socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(20_000);
        in = new BufferedInputStream(socket.getInputStream(), 1024);
        out = socket.getOutputStream();
    }

    /** Follows a deployment. */
    static EventSocket follow(int port, String id, String... fields) throws IOException {
        return new EventSocket(port).head("GET", "/deployments/" + id, "viewer",
                Requests.with(fields, "Accept: text/event-stream"));
    }

    EventSocket head(String method, String path, String user, String... fields) throws IOException {
        return raw(Requests.ascii(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + HttpSocket.basic(user)
                + "\r\n" + String.join("\r\n", fields) + "\r\n\r\n"));
    }

    EventSocket raw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    EventSocket chunk(byte[] bytes, int from, int to) throws IOException {
        out.write(Requests.ascii(Integer.toHexString(to - from) + "\r\n"));
        out.write(bytes, from, to - from);
        out.write(Requests.ascii("\r\n"));
        out.flush();
        return this;
    }

    EventSocket lastChunk() throws IOException {
        return raw(Requests.ascii("0\r\n\r\n"));
    }

    /** Waits for the head of the answer. */
    int status() throws IOException {
        if (status == 0) {
            status = Integer.parseInt(line(this::byteOfConnection).split(" ", 3)[1]);
            for (String line = line(this::byteOfConnection); !line.isEmpty(); line = line(this::byteOfConnection)) {
                int colon = line.indexOf(':');
                if (line.substring(0, colon).equalsIgnoreCase("content-length")) {
                    length = Integer.parseInt(line.substring(colon + 1).strip());
                }
                headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
            }
        }
        return status;
    }

    String header(String name) throws IOException {
        status();
        return headers.getOrDefault(name, "");
    }

    /** The next event or comment; null at the end of the answer. */
    @Nullable Event next() throws IOException {
        status();
        String id = "";
        String name = "";
        String data = "";
        for (String line = line(this::byteOfBody); line != null; line = line(this::byteOfBody)) {
            if (line.isEmpty()) {
                return new Event(id, name, data);
            }
            int colon = line.indexOf(':');
            String value = line.substring(colon + 1).strip();
            switch (line.substring(0, colon)) {
                case "id" -> id = value;
                case "event" -> name = value;
                default -> data = value;
            }
        }
        return null;
    }

    /** All events that are left, without comments. */
    List<Event> rest() throws IOException {
        List<Event> events = new ArrayList<>();
        for (Event event = next(); event != null; event = next()) {
            if (!event.name().isEmpty()) {
                events.add(event);
            }
        }
        return events;
    }

    /** Reads on: whether the connection ends in mid-answer. */
    boolean breaks() throws IOException {
        status();
        try {
            while (byteOfBody() >= 0) { }
            return false;
        } catch (EOFException | SocketException e) {
            return true;
        }
    }

    private interface Bytes {
        int next() throws IOException;
    }

    private @Nullable String line(Bytes bytes) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = bytes.next(); b != '\n'; b = bytes.next()) {
            if (b < 0) {
                return null;
            }
            line.append((char) b);
        }
        int end = line.length();
        return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
    }

    private int byteOfConnection() throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new EOFException("the connection ended in mid-answer");
        }
        return b;
    }

    private int byteOfBody() throws IOException {
        if (left < 0 || length == 0) {
            return -1;
        }
        if (length > 0) {
            length--;
            return byteOfConnection();
        }
        if (left == 0) {
            left = Integer.parseInt(line(this::byteOfConnection), 16);
            if (left == 0) {
                line(this::byteOfConnection);
                left = -1;
                return -1;
            }
        }
        int b = byteOfConnection();
        if (--left == 0) {
            line(this::byteOfConnection);
        }
        return b;
    }

    /** Whether the server has given the connection up: it takes nothing more. */
    boolean isGone() {
        try {
            raw(Requests.ascii("\r\n"));
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Reads on, in silence, for at most twenty seconds: whether the server closes the connection. */
    boolean isClosed() throws IOException {
        try {
            while (in.read() >= 0) { }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    /** The head's fields and what there is of the body, for a report of what went wrong. */
    String told() throws IOException {
        StringBuilder body = new StringBuilder(status() + " " + headers + " ");
        try {
            for (int b = byteOfBody(); b >= 0; b = byteOfBody()) {
                body.append((char) b);
            }
        } catch (EOFException e) {
            body.append(" [").append(e.getMessage()).append(']');
        }
        return body.toString();
    }

    /** The rest of an answer with a length. */
    byte[] body() throws IOException {
        status();
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the connection ended in mid-answer");
        }
        return bytes;
    }

    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
