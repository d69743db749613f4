package dev.slipway.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Points in time as people read them: in their own zone, with the distance from it.
 *
 * @param now when they are read
 * @param zone where they are read
 */
record Times(Instant now, ZoneId zone) {
    private static final DateTimeFormatter ISO = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx");

    /** Here and now. */
    static Times here() {
        return new Times(Instant.now(), ZoneId.systemDefault());
    }

    /** {@code 2026-11-23T09:15:00+01:00}. */
    String iso(Instant time) {
        return ISO.format(time.truncatedTo(ChronoUnit.SECONDS).atZone(zone));
    }

    /** The same; empty for none. */
    String iso(Optional<Instant> time) {
        return time.map(this::iso).orElse("");
    }

    /** {@code 40 s}, {@code 5 min}, {@code 3 h}, {@code 12 d}; a clock that is ahead of this one makes it 0. */
    String age(Instant time) {
        long seconds = Math.max(0, Duration.between(time, now).toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min";
        }
        return seconds < 86_400 ? seconds / 3600 + " h" : seconds / 86_400 + " d";
    }

    /** The same; empty for none. */
    String age(Optional<Instant> time) {
        return time.map(this::age).orElse("");
    }

    /** {@code 2026-11-23T09:15:00+01:00 (5 min ago)}. */
    String both(Instant time) {
        return iso(time) + " (" + age(time) + " ago)";
    }
}
