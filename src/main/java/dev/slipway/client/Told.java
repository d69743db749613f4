package dev.slipway.client;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Fields of what a server told, by their type; what has another type is as good as absent. */
final class Told {
    private Told() {}

    static Optional<String> text(Map<String, Object> fields, String name) {
        return fields.get(name) instanceof String text && !text.isEmpty() ? Optional.of(text) : Optional.empty();
    }

    static Optional<Long> number(Map<String, Object> fields, String name) {
        return fields.get(name) instanceof Number number ? Optional.of(number.longValue()) : Optional.empty();
    }

    /** Of milliseconds since the epoch. */
    static Optional<Instant> instant(Map<String, Object> fields, String name) {
        return number(fields, name).map(Instant::ofEpochMilli);
    }

    static List<Map<String, Object>> objects(@Nullable Object list) {
        List<Map<String, Object>> objects = new ArrayList<>();
        if (list instanceof List<?> several) {
            several.forEach(one -> object(one).ifPresent(objects::add));
        }
        return objects;
    }

    /** The readers of objects make them with names as keys. */
    @SuppressWarnings("unchecked")
    static Optional<Map<String, Object>> object(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? Optional.of((Map<String, Object>) map) : Optional.empty();
    }
}
