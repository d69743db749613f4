package dev.slipway.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Turns the tokens of one parser into values. Knows the <em>records</em> of cbor-x: tag 57343 on an array
 * {@code [0xE000+n, [key…], value…]} defines the keys of an object and gives the first, tag {@code 0xE000+n} on an
 * array of values gives another with the same keys. Other tags mean nothing here: tag 64 marks a byte string, tag 1 a
 * date, which stays the number of seconds that it is. Used once, by one thread.
 */
final class ValueReader {
    private static final int RECORD_DEFINITION = 57343;
    private static final int RECORD_FIRST = 0xe000;
    private static final int RECORD_LAST = 0xefff;
    /** Integers up to it are exact in a double. */
    private static final double EXACT = 0x1p53;

    private final JsonParser parser;
    private final Format format;
    /** Keys by record number; grows no faster than the input, since each key stands there once. */
    private final Map<Integer, List<String>> records = new HashMap<>();
    private int depth;
    private int values;

    ValueReader(JsonParser parser, Format format) {
        this.parser = parser;
        this.format = format;
    }

    /** The one object that the input holds. */
    Map<String, Object> root() throws IOException {
        JsonToken first = parser.nextToken();
        boolean object = first == JsonToken.START_OBJECT || first == JsonToken.START_ARRAY && tag() != -1;
        if (object && value(first) instanceof Map<?, ?> map && parser.nextToken() == null) {
            @SuppressWarnings("unchecked")
            Map<String, Object> root = (Map<String, Object>) map;
            return root;
        }
        throw bad(object ? "has something behind it" : "must be an object");
    }

    private @Nullable Object value(@Nullable JsonToken token) throws IOException {
        if (token == null) {
            throw bad("is cut short");
        }
        if (++values > ObjectReader.MAX_VALUES) {
            throw new DeployException(Problem.LIMIT_EXCEEDED,
                    "The operation object has more than " + ObjectReader.MAX_VALUES + " values");
        }
        return switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> array(tag());
            case VALUE_STRING -> parser.getText();
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NULL -> null;
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> number();
            case VALUE_EMBEDDED_OBJECT -> bytes();
            default -> throw bad("is not well-formed");
        };
    }

    private Map<String, Object> object() throws IOException {
        descend();
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            if (parser.currentToken() != JsonToken.FIELD_NAME) {
                throw bad("is cut short");
            }
            String key = parser.currentName();
            put(map, key, value(parser.nextToken()));
        }
        depth--;
        return present(map);
    }

    private Object array(int tag) throws IOException {
        descend();
        List<@Nullable Object> list = new ArrayList<>();
        for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
            list.add(value(t));
            defineRecord(tag, list);
        }
        depth--;
        if (tag == RECORD_DEFINITION) {
            return record(definition(list), list.subList(2, list.size()));
        }
        if (tag >= RECORD_FIRST && tag <= RECORD_LAST) {
            List<String> keys = records.get(tag);
            if (keys == null) {
                throw bad("uses a record before its definition");
            }
            return record(keys, list);
        }
        return list;
    }

    /** At once when its keys are read: a value of the first record may already be a second one. */
    private void defineRecord(int tag, List<@Nullable Object> list) {
        if (tag == RECORD_DEFINITION && list.size() == 2) {
            if (!(list.get(0) instanceof Long number && number >= RECORD_FIRST && number <= RECORD_LAST)
                    || !(list.get(1) instanceof List<?> keys && keys.stream().allMatch(String.class::isInstance))) {
                throw bad("defines a record wrongly");
            }
            records.put(number.intValue(), keys.stream().map(String.class::cast).toList());
        }
    }

    private List<String> definition(List<@Nullable Object> list) {
        if (list.size() < 2 || !(list.get(1) instanceof List<?> keys)) {
            throw bad("defines a record wrongly");
        }
        return keys.stream().map(String.class::cast).toList();
    }

    private Map<String, Object> record(List<String> keys, List<@Nullable Object> values) {
        if (keys.size() != values.size()) {
            throw bad("has a record with another number of values than keys");
        }
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            put(map, keys.get(i), values.get(i));
        }
        return present(map);
    }

    private void put(Map<String, @Nullable Object> map, String key, @Nullable Object value) {
        if (map.containsKey(key)) {
            throw bad("has a key twice");
        }
        map.put(key, value);
    }

    private static Map<String, Object> present(Map<String, @Nullable Object> map) {
        map.values().removeIf(Objects::isNull);
        return map;
    }

    private Long integer() throws IOException {
        return switch (parser.getNumberType()) {
            case INT, LONG -> parser.getLongValue();
            default -> throw bad("has an integer beyond 64 bits");
        };
    }

    /** CBOR decimals and big numbers are no doubles and are refused: nobody sends them, and they can be huge. */
    private Number number() throws IOException {
        if (format == Format.CBOR && parser.getNumberType() == JsonParser.NumberType.BIG_DECIMAL) {
            throw bad("has a decimal fraction of any size");
        }
        double value = parser.getDoubleValue();
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw bad("has a number that is out of range");
        }
        if (value == Math.rint(value) && Math.abs(value) <= EXACT) {
            return (long) value;
        }
        return value;
    }

    private byte[] bytes() throws IOException {
        if (parser.getEmbeddedObject() instanceof byte[] bytes) {
            return bytes;
        }
        throw bad("holds a value of an unknown kind");
    }

    private int tag() {
        return parser instanceof CBORParser cbor ? cbor.getCurrentTag() : -1;
    }

    private void descend() {
        if (++depth > ObjectReader.MAX_DEPTH) {
            throw bad("is nested deeper than " + ObjectReader.MAX_DEPTH + " levels");
        }
    }

    private static DeployException bad(String what) {
        return new DeployException(Problem.INVALID_REQUEST, "The operation object " + what);
    }
}
