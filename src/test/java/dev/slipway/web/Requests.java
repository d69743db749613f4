package dev.slipway.web;

import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectWriter;
import dev.slipway.web.HttpSocket.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whole requests to a site, each on a connection of its own. */
record Requests(int port, String user) {
    static final String BOUNDARY = "----slipway-7MA4YWxkTrZu0gW";
    static final String MULTIPART = "Content-Type: multipart/form-data; boundary=" + BOUNDARY;
    static final String CHUNKED = "Transfer-Encoding: chunked";

    Requests as(String other) {
        return new Requests(port, other);
    }

    /** A request without a body. */
    Answer ask(String method, String path, String... fields) throws IOException {
        try (HttpSocket socket = new HttpSocket(port)) {
            return socket.head(method, path, with(fields, HttpSocket.basic(user))).answer();
        }
    }

    /** The body in chunks of 64 KiB at most. */
    Answer send(String method, String path, byte[] body, String... fields) throws IOException {
        try (HttpSocket socket = new HttpSocket(port)) {
            socket.head(method, path, with(fields, HttpSocket.basic(user), CHUNKED));
            for (int from = 0; from < body.length; from += 65536) {
                socket.chunk(body, from, Math.min(65536, body.length - from));
            }
            return socket.lastChunk().answer();
        }
    }

    Answer put(String project, byte[] archive, String... fields) throws IOException {
        return send("PUT", "/components/" + project, archive, fields);
    }

    Answer operation(String path, Map<String, Object> operation, String... fields) throws IOException {
        return send("POST", path, ObjectWriter.write(operation, Format.JSON),
                with(fields, "Content-Type: application/json"));
    }

    Answer operation(Map<String, Object> operation) throws IOException {
        return operation("/", operation);
    }

    /** Two parts: the object in this notation, then the archive. */
    Answer twoParts(Map<String, Object> operation, Format format, byte[] archive, String... fields)
            throws IOException {
        return send("POST", "/", multipart(operation, format, archive, null), with(fields, MULTIPART));
    }

    static Map<String, Object> deploy(String project) {
        return Map.of("operation", "deploy_component", "project", project);
    }

    /** @param digest content of a third part, or null for two parts */
    static byte[] multipart(Map<String, Object> operation, Format format, byte[] archive, @Nullable String digest)
            throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(ascii("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"operation\"\r\n"
                + "Content-Type: " + format.mediaType() + "\r\n\r\n"));
        body.writeBytes(ObjectWriter.write(operation, format));
        body.writeBytes(ascii("\r\n--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"payload\"; "
                + "filename=\"component.tar\"\r\nContent-Type: application/octet-stream\r\n\r\n"));
        body.writeBytes(archive);
        if (digest != null) {
            body.writeBytes(ascii("\r\n--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"digest\"\r\n\r\n"
                    + digest));
        }
        body.writeBytes(ascii("\r\n--" + BOUNDARY + "--\r\n"));
        return body.toByteArray();
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static String[] with(String[] fields, String... more) {
        List<String> all = new ArrayList<>(List.of(fields));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }
}
