package dev.slipway.body;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Puts a multipart body together. */
final class MultipartBytes {
    static final String CONTENT_TYPE = "multipart/form-data; boundary=AaB03x";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    MultipartBytes part(String headers, byte[] content) {
        bytes.writeBytes(bytes(bytes.size() == 0 ? "--AaB03x\r\n" : "\r\n--AaB03x\r\n"));
        bytes.writeBytes(bytes(headers + "\r\n"));
        bytes.writeBytes(content);
        return this;
    }

    MultipartBytes named(String name, String content) {
        return part("Content-Disposition: form-data; name=\"" + name + "\"\r\n", bytes(content));
    }

    MultipartBytes typed(String type, byte[] content) {
        return part("Content-Type: " + type + "\r\n", content);
    }

    MultipartBytes file(String name, byte[] content) {
        return part("Content-Disposition: form-data; name=\"" + name + "\"; filename=\"site.tar.gz\"\r\n"
                + "Content-Type: application/gzip\r\n", content);
    }

    MultipartBytes operation(String json) {
        return named("operation", json);
    }

    MultipartBytes payload(byte[] archive) {
        return file("payload", archive);
    }

    byte[] closed() {
        bytes.writeBytes(bytes("\r\n--AaB03x--\r\n"));
        return bytes.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
