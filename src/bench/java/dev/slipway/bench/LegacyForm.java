package dev.slipway.bench;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;

/** How an archive stands in an operation object. */
public enum LegacyForm {
    /** A byte string of CBOR. */
    CBOR("application/cbor", new byte[0]) {
        @Override
        byte[] head() {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            head.write(0xa3);
            for (String text : new String[] {"operation", "deploy_component", "project", "bench", "payload"}) {
                head.write(0x60 + text.length());
                head.writeBytes(ascii(text));
            }
            head.write(0x5a);
            head.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(Volume.BYTES).array());
            return head.toByteArray();
        }

        @Override
        byte[] written(byte[] bytes, boolean last) {
            return bytes;
        }
    },
    /** Text of base64 in JSON. */
    JSON_BASE64("application/json", ascii("\"}")) {
        @Override
        byte[] head() {
            return ascii(OPERATION + "\"");
        }

        @Override
        byte[] written(byte[] bytes, boolean last) {
            return Base64.getEncoder().encode(bytes);
        }
    },
    /** A Buffer of Node in JSON: a list of numbers. */
    JSON_BUFFER("application/json", ascii("]}}")) {
        @Override
        byte[] head() {
            return ascii(OPERATION + "{\"type\":\"Buffer\",\"data\":[");
        }

        @Override
        byte[] written(byte[] bytes, boolean last) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < bytes.length; i++) {
                text.append(bytes[i] & 0xff).append(last && i == bytes.length - 1 ? "" : ",");
            }
            return ascii(text.toString());
        }
    };

    private static final String OPERATION = "{\"operation\":\"deploy_component\",\"project\":\"bench\",\"payload\":";
    /** Whole groups of three, for base64. */
    private static final int PIECE_BYTES = 750_000;

    private final String mediaType;
    private final byte[] end;

    LegacyForm(String mediaType, byte[] end) {
        this.mediaType = mediaType;
        this.end = end;
    }

    abstract byte[] head();

    abstract byte[] written(byte[] bytes, boolean last);

    /** The Content-Type of the body. */
    String mediaType() {
        return mediaType;
    }

    /** A body whose payload has the volume. */
    RepeatedBytes body() {
        byte[] piece = new byte[PIECE_BYTES];
        new Random(10).nextBytes(piece);
        byte[] rest = written(Arrays.copyOf(piece, Volume.BYTES % PIECE_BYTES), true);
        byte[] tail = Arrays.copyOf(rest, rest.length + end.length);
        System.arraycopy(end, 0, tail, rest.length, end.length);
        return new RepeatedBytes(head(), written(piece, false), Volume.BYTES / PIECE_BYTES, tail);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
