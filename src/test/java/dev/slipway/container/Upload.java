package dev.slipway.container;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The two ways to send an archive: two parts to the operations endpoint, or the raw archive by PUT. */
final class Upload {
    private static final String BOUNDARY = "----SlipwayTest7MA4YWxkTrZu0gW";

    private Upload() {}

    static HttpConnection.Answer put(URI base, String user, String project, byte[] archive) throws IOException {
        return HttpConnection.send(base, "PUT", "/components/" + project,
                Map.of("Authorization", HttpConnection.basic(user), "Content-Type", "application/x-tar",
                        "Accept", "application/json"),
                out -> out.write(archive));
    }

    /** CBOR part, then the archive, chunked. */
    static HttpConnection.Answer twoParts(URI base, String project, HttpConnection.Body archive) throws IOException {
        return HttpConnection.send(base, "POST", "/", headers(), out -> {
            out.write(opening(project));
            archive.writeTo(out);
            out.write(closing());
        });
    }

    static Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Authorization", HttpConnection.basic("admin"));
        headers.put("Content-Type", "multipart/form-data; boundary=" + BOUNDARY);
        headers.put("Accept", "application/json");
        return headers;
    }

    /** Everything before the archive's first byte. */
    static byte[] opening(String project) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        text(bytes, "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"operation\"\r\n"
                + "Content-Type: application/cbor\r\n\r\n");
        bytes.write(operation(project));
        text(bytes, "\r\n--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"payload\"; "
                + "filename=\"component.tar\"\r\nContent-Type: application/x-tar\r\n\r\n");
        return bytes.toByteArray();
    }

    static byte[] closing() {
        return ("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] operation(String project) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator cbor = new CBORFactory().createGenerator(bytes)) {
            cbor.writeStartObject();
            cbor.writeStringField("operation", "deploy_component");
            cbor.writeStringField("project", project);
            cbor.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void text(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
