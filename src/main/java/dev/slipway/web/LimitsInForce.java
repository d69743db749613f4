package dev.slipway.web;

import dev.slipway.config.Knob;
import dev.slipway.config.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The settings that bound an upload, as a client is told them: by name, as numbers. */
final class LimitsInForce {
    private static final List<Knob> BYTES = List.of(Knob.MAX_PAYLOAD_BYTES, Knob.MAX_UNPACKED_BYTES,
            Knob.MAX_ENTRY_BYTES, Knob.MIN_RATE);
    private static final List<Knob> COUNTS = List.of(Knob.MAX_ENTRIES, Knob.MAX_RATIO, Knob.MAX_DEPTH,
            Knob.MAX_CONCURRENT_EXTRACTIONS, Knob.MAX_WAITING_UPLOADS, Knob.MAX_UPLOADS_PER_USER);
    private static final List<Knob> TIMES = List.of(Knob.STALL_TIMEOUT, Knob.UPLOAD_DEADLINE);

    private LimitsInForce() {}

    /** Bytes and counts under the setting's name, times in seconds with {@code -seconds} behind it. */
    static Map<String, Object> of(Settings settings) {
        Map<String, Object> limits = new LinkedHashMap<>();
        BYTES.forEach(knob -> limits.put(knob.label(), settings.bytes(knob)));
        COUNTS.forEach(knob -> limits.put(knob.label(), settings.count(knob)));
        TIMES.forEach(knob -> limits.put(knob.label() + "-seconds", settings.duration(knob).toSeconds()));
        return limits;
    }
}
