package dev.slipway.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbConfig;
import jakarta.json.bind.config.BinaryDataStrategy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes an answer as JSON (JSON-B) or CBOR. Keys keep their order, null is written as null. The values are strings,
 * booleans, numbers, maps with string keys, collections, {@code byte[]} (base64 in JSON) and null.
 *
 * <p>CBOR has definite lengths only (RFC 8949 §3.2): cbor-x, which the released Harper client uses, refuses strings in
 * chunks. Stateless for callers; any thread.
 */
public final class ObjectWriter {
    private static final CBORFactory CBOR = new CBORFactory();

    /** Made when the first JSON answer is written: it takes a moment and a client may speak CBOR only. */
    private static final class Json {
        static final Jsonb JSONB = JsonbBuilder.create(new JsonbConfig().withNullValues(true)
                .withBinaryDataStrategy(BinaryDataStrategy.BASE_64));
    }

    private ObjectWriter() {}

    /**
     * The answer as bytes, whole in memory.
     *
     * @throws IllegalArgumentException when a value is of another kind than those above
     */
    public static byte[] write(Map<String, ?> answer, Format format) {
        if (format == Format.JSON) {
            return Json.JSONB.toJson(answer).getBytes(StandardCharsets.UTF_8);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator generator = CBOR.createGenerator(out)) {
            value(generator, answer);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return out.toByteArray();
    }

    /** Text and keys go in as UTF-8: the generator of CBOR would cut long strings of characters into chunks. */
    static void value(JsonGenerator out, @Nullable Object value) throws IOException {
        if (value == null) {
            out.writeNull();
        } else if (value instanceof Map<?, ?> map) {
            object(out, map);
        } else if (value instanceof Collection<?> list) {
            list(out, list);
        } else if (value instanceof CharSequence text) {
            byte[] utf8 = text.toString().getBytes(StandardCharsets.UTF_8);
            out.writeUTF8String(utf8, 0, utf8.length);
        } else if (value instanceof byte[] bytes) {
            out.writeBinary(bytes);
        } else if (value instanceof Boolean truth) {
            out.writeBoolean(truth);
        } else {
            number(out, value);
        }
    }

    private static void object(JsonGenerator out, Map<?, ?> map) throws IOException {
        out.writeStartObject(map, map.size());
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.writeFieldName(new SerializedString((String) entry.getKey()));
            value(out, entry.getValue());
        }
        out.writeEndObject();
    }

    private static void list(JsonGenerator out, Collection<?> list) throws IOException {
        out.writeStartArray(list, list.size());
        for (Object element : list) {
            value(out, element);
        }
        out.writeEndArray();
    }

    private static void number(JsonGenerator out, Object value) throws IOException {
        if (value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte) {
            out.writeNumber(((Number) value).longValue());
        } else if (value instanceof Double || value instanceof Float) {
            out.writeNumber(((Number) value).doubleValue());
        } else {
            throw new IllegalArgumentException("no notation for " + value.getClass().getSimpleName());
        }
    }
}
