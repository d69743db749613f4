package dev.slipway.body;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Puts CBOR together item by item; nothing keeps it from being wrong. */
final class CborBytes {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Bytes as they are, in hexadecimal digits and blanks. */
    CborBytes hex(String digits) {
        bytes.writeBytes(HexFormat.of().parseHex(digits.replace(" ", "")));
        return this;
    }

    /** Text strings of definite length with short heads. */
    CborBytes text(String... texts) {
        for (String text : texts) {
            string(0x60, text.getBytes(StandardCharsets.UTF_8));
        }
        return this;
    }

    CborBytes bytes(byte[] content) {
        return string(0x40, content);
    }

    CborBytes raw(byte[] content) {
        bytes.writeBytes(content);
        return this;
    }

    private CborBytes string(int major, byte[] content) {
        if (content.length < 24) {
            bytes.write(major | content.length);
        } else if (content.length < 256) {
            bytes.write(major | 24);
            bytes.write(content.length);
        } else {
            bytes.write(major | 26);
            bytes.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
        }
        return raw(content);
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }
}
