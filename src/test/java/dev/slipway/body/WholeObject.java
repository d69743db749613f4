package dev.slipway.body;

import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectReader;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a whole object with its payload in memory and says what a body of it must tell: the judge of the decoders. */
final class WholeObject {
    private static final byte[] SELF_DESCRIBED = {(byte) 0xd9, (byte) 0xd9, (byte) 0xf7};

    private WholeObject() {}

    /** @throws RuntimeException when it is not one legal object, or its payload none of the legal ones */
    static ToldBody read(Format format, byte[] body) {
        boolean described = format == Format.CBOR && body.length > 3
                && Arrays.equals(Arrays.copyOf(body, 3), SELF_DESCRIBED);
        Map<String, Object> whole = ObjectReader.read(described ? Arrays.copyOfRange(body, 3, body.length) : body, format);
        Map<String, Object> operation = new LinkedHashMap<>(whole);
        Object value = operation.remove("payload");
        byte[] payload = value == null ? new byte[0] : payload(value);
        return new ToldBody(calls(List.copyOf(whole.keySet()), payload.length), operation, payload);
    }

    private static List<String> calls(List<String> keys, int payload) {
        int at = keys.indexOf("payload");
        List<String> before = keys.subList(0, Math.max(at, 0));
        boolean first = at >= 0 && !before.containsAll(List.of("operation", "project"));
        List<String> calls = new ArrayList<>();
        calls.add(first ? "payload first" : "operation");
        if (payload > 0) {
            calls.add("payload");
        }
        if (first) {
            calls.add("operation");
        } else if (at >= 0 && at < keys.size() - 1) {
            calls.add("amended");
        }
        calls.add(at < 0 ? "complete without payload" : "complete");
        return calls;
    }

    private static byte[] payload(Object value) {
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        if (value instanceof String text) {
            return Base64.getDecoder().decode(text.replaceAll("[\r\n]", "").replace('-', '+').replace('_', '/'));
        }
        Map<?, ?> buffer = (Map<?, ?>) value;
        if (!buffer.keySet().equals(Map.of("type", 1, "data", 2).keySet()) || !"Buffer".equals(buffer.get("type"))) {
            throw new IllegalArgumentException("no Buffer");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Object number : (List<?>) buffer.get("data")) {
            bytes.write(Math.toIntExact((Long) number));
            if ((Long) number < 0 || (Long) number > 255) {
                throw new IllegalArgumentException("no byte");
            }
        }
        return bytes.toByteArray();
    }
}
