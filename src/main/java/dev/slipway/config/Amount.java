package dev.slipway.config;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers with units, read and written. */
public final class Amount {
    private static final Pattern WITH_UNIT = Pattern.compile("\\s*([0-9]{1,18})\\s*([A-Za-z]*)\\s*");

    /** In any unit; fits nanoseconds in a long. */
    private static final long MOST_TIME = 1_000_000;

    private Amount() {}

    /**
     * Bytes: {@code 4096}, {@code 64KiB}, {@code 1 GiB}, {@code 2g}. K, M, G and T are powers of 1024.
     *
     * @throws IllegalArgumentException when it is something else
     * @throws ArithmeticException when it does not fit a long
     */
    public static long bytes(String text) {
        Matcher m = match(text, "a number of bytes such as 64KiB, 512MiB or 16GiB");
        int shift = switch (m.group(2).toLowerCase(Locale.ROOT)) {
            case "", "b" -> 0;
            case "k", "kb", "kib" -> 10;
            case "m", "mb", "mib" -> 20;
            case "g", "gb", "gib" -> 30;
            case "t", "tb", "tib" -> 40;
            default -> throw new IllegalArgumentException("\"" + text + "\" has an unknown unit; use KiB, MiB, GiB or TiB");
        };
        return Math.multiplyExact(Long.parseLong(m.group(1)), 1L << shift);
    }

    /**
     * A time: {@code 500ms}, {@code 30s}, {@code 10m}, {@code 6h}; without a unit, seconds.
     *
     * @throws IllegalArgumentException when it is something else
     * @throws ArithmeticException when it is longer than a {@code Duration} can be
     */
    public static Duration duration(String text) {
        Matcher m = match(text, "a time such as 500ms, 30s, 10m or 6h");
        long n = Long.parseLong(m.group(1));
        if (n > MOST_TIME) {
            throw new IllegalArgumentException("\"" + text + "\" is too long a time");
        }
        return switch (m.group(2).toLowerCase(Locale.ROOT)) {
            case "ms" -> Duration.ofMillis(n);
            case "", "s" -> Duration.ofSeconds(n);
            case "m", "min" -> Duration.ofMinutes(n);
            case "h" -> Duration.ofHours(n);
            default -> throw new IllegalArgumentException("\"" + text + "\" has an unknown unit; use ms, s, m or h");
        };
    }

    private static Matcher match(String text, String what) {
        Matcher m = WITH_UNIT.matcher(text);
        if (!m.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is not " + what);
        }
        return m;
    }

    /** Bytes as a person reads them, exact where a unit divides them: {@code 64 KiB}, {@code 1.5 GiB}, {@code 312 B}. */
    public static String show(long bytes) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
        int unit = 0;
        double value = bytes;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        String number = value == Math.rint(value)
                ? String.valueOf((long) value)
                : String.format(Locale.ROOT, "%.1f", value);
        return number + " " + units[unit];
    }
}
