package dev.slipway.web;

import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** The bodies in which the keys of the operation object stand around the archive. */
enum BodyKind {
    FORM(Requests.MULTIPART) {
        @Override
        byte[] body(Map<String, String> before, byte[] archive, Map<String, String> after) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            before.forEach((name, value) -> field(body, name, value));
            body.writeBytes(Requests.ascii("--" + Requests.BOUNDARY + "\r\nContent-Disposition: form-data; "
                    + "name=\"payload\"; filename=\"package.tar.gz\"\r\nContent-Type: application/gzip\r\n\r\n"));
            body.writeBytes(archive);
            body.writeBytes(Requests.ascii("\r\n"));
            after.forEach((name, value) -> field(body, name, value));
            body.writeBytes(Requests.ascii("--" + Requests.BOUNDARY + "--\r\n"));
            return body.toByteArray();
        }

        private void field(ByteArrayOutputStream body, String name, String value) {
            body.writeBytes(Requests.ascii("--" + Requests.BOUNDARY + "\r\nContent-Disposition: form-data; name=\""
                    + name + "\"\r\n\r\n" + value + "\r\n"));
        }
    },

    CBOR("Content-Type: application/cbor") {
        @Override
        byte[] body(Map<String, String> before, byte[] archive, Map<String, String> after) throws IOException {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            try (CBORGenerator cbor = new CBORFactory().createGenerator(body)) {
                cbor.writeStartObject(null, before.size() + 1 + after.size());
                write(cbor, before);
                cbor.writeFieldName("payload");
                cbor.writeBinary(archive);
                write(cbor, after);
                cbor.writeEndObject();
            }
            return body.toByteArray();
        }

        private void write(CBORGenerator cbor, Map<String, String> fields) throws IOException {
            for (Map.Entry<String, String> field : fields.entrySet()) {
                cbor.writeStringField(field.getKey(), field.getValue());
            }
        }
    },

    CBOR_RECORD("Content-Type: application/cbor") {
        @Override
        byte[] body(Map<String, String> before, byte[] archive, Map<String, String> after) throws IOException {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            List<String> keys = new ArrayList<>(before.keySet());
            keys.add("payload");
            keys.addAll(after.keySet());
            try (CBORGenerator cbor = new CBORFactory().createGenerator(body)) {
                cbor.writeTag(57343);
                cbor.writeStartArray(null, 2 + keys.size());
                cbor.writeNumber(0xe000);
                cbor.writeArray(keys.toArray(String[]::new), 0, keys.size());
                for (String value : before.values()) {
                    cbor.writeString(value);
                }
                cbor.writeTag(64);
                cbor.writeBinary(archive);
                for (String value : after.values()) {
                    cbor.writeString(value);
                }
                cbor.writeEndArray();
            }
            return body.toByteArray();
        }
    },

    JSON_BASE64("Content-Type: application/json") {
        @Override
        byte[] body(Map<String, String> before, byte[] archive, Map<String, String> after) {
            return json(before, '"' + Base64.getEncoder().encodeToString(archive) + '"', after);
        }
    },

    JSON_BUFFER("Content-Type: application/json") {
        @Override
        byte[] body(Map<String, String> before, byte[] archive, Map<String, String> after) {
            StringJoiner numbers = new StringJoiner(",", "{\"type\":\"Buffer\",\"data\":[", "]}");
            for (byte value : archive) {
                numbers.add(Integer.toString(value & 0xff));
            }
            return json(before, numbers.toString(), after);
        }
    };

    private final String contentType;

    BodyKind(String contentType) {
        this.contentType = contentType;
    }

    /** The header field that goes with it. */
    String contentType() {
        return contentType;
    }

    /** The body with these keys before and behind the archive. */
    abstract byte[] body(Map<String, String> before, byte[] archive, Map<String, String> after) throws IOException;

    private static byte[] json(Map<String, String> before, String payload, Map<String, String> after) {
        StringJoiner object = new StringJoiner(",", "{", "}");
        before.forEach((key, value) -> object.add('"' + key + "\":\"" + value + '"'));
        object.add("\"payload\":" + payload);
        after.forEach((key, value) -> object.add('"' + key + "\":\"" + value + '"'));
        return Requests.ascii(object.toString());
    }
}
