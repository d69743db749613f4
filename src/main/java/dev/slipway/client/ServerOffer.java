package dev.slipway.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What a server said before a byte of an archive was packed or sent.
 *
 * @param server what it calls itself, for example {@code slipway/0.2.0}
 * @param payloadTypes media types of the archives that it takes, for example {@code application/gzip}; empty when it
 *     did not say
 * @param limits its limits by name: bytes and counts, times in seconds; for example {@code max-entries}. Empty when it
 *     did not say
 * @param containerLimits limits of the container around it, in bytes, for bodies sent in chunks as this client does;
 *     empty when there are none or it did not say
 */
public record ServerOffer(String server, List<String> payloadTypes, Map<String, Long> limits,
        Map<String, Long> containerLimits) {
    private static final int MAX_LISTED = 100;

    /** Copies the collections. */
    public ServerOffer {
        payloadTypes = List.copyOf(payloadTypes);
        limits = Map.copyOf(limits);
        containerLimits = Map.copyOf(containerLimits);
    }

    /** Of a server that says no more than its name. */
    static ServerOffer of(String server) {
        return new ServerOffer(server, List.of(), Map.of(), Map.of());
    }

    /** Of the fields of an answer to {@code OPTIONS components/{project}}. */
    static ServerOffer of(String server, Map<String, Object> fields) {
        List<String> types = new ArrayList<>();
        if (fields.get("payload_types") instanceof List<?> listed) {
            listed.stream().limit(MAX_LISTED).filter(String.class::isInstance).forEach(type -> types.add((String) type));
        }
        Map<String, Long> limits = new TreeMap<>();
        object(fields, "limits").forEach((name, value) -> putNumber(limits, name, value));
        Map<String, Long> container = new TreeMap<>();
        object(fields, "container_limits").forEach((name, value) -> {
            if (value instanceof Map<?, ?> limit && !"content-length".equals(limit.get("holds_for"))) {
                putNumber(container, name, limit.get("bytes"));
            }
        });
        return new ServerOffer(server, types, limits, container);
    }

    /** One of {@link #limits}; empty when it is not known. */
    public OptionalLong limit(String name) {
        Long value = limits.get(name);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    private static Map<?, ?> object(Map<String, Object> fields, String name) {
        return fields.get(name) instanceof Map<?, ?> object && object.size() <= MAX_LISTED ? object : Map.of();
    }

    private static void putNumber(Map<String, Long> numbers, Object name, Object value) {
        if (value instanceof Number number) {
            numbers.put(String.valueOf(name), number.longValue());
        }
    }
}
