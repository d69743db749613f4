package dev.slipway.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A point in time as a person types it: how long ago ({@code 90s}, {@code 2h}, {@code 7d}), a date or a date with a time
 * of this machine's zone ({@code 2026-11-23}, {@code 2026-11-23T09:15}), or with an offset
 * ({@code 2026-11-23T09:15:00Z}).
 */
final class PointInTime implements ITypeConverter<Instant> {
    private static final Pattern AGO = Pattern.compile("([0-9]{1,6})(s|m|h|d)");
    private static final Map<String, Duration> UNITS = Map.of("s", Duration.ofSeconds(1), "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1), "d", Duration.ofDays(1));

    private final ZoneId zone;

    PointInTime() {
        this(ZoneId.systemDefault());
    }

    PointInTime(ZoneId zone) {
        this.zone = zone;
    }

    @Override
    public Instant convert(String text) {
        Matcher ago = AGO.matcher(text);
        if (ago.matches()) {
            return Instant.now().minus(UNITS.get(ago.group(2)).multipliedBy(Long.parseLong(ago.group(1))));
        }
        Instant time = first(() -> OffsetDateTime.parse(text).toInstant(),
                () -> LocalDateTime.parse(text).atZone(zone).toInstant(),
                () -> LocalDate.parse(text).atStartOfDay(zone).toInstant());
        if (time == null) {
            throw new TypeConversionException("'" + text + "' is not a time; examples of one are 2h (ago), 7d, "
                    + "2026-11-23, 2026-11-23T09:15 and 2026-11-23T09:15:00Z");
        }
        return time;
    }

    /** A form of text. */
    private interface Form {
        Instant read();
    }

    private static @Nullable Instant first(Form... forms) {
        for (Form form : forms) {
            try {
                return form.read();
            } catch (DateTimeException e) {
                // Another form, then.
            }
        }
        return null;
    }
}
