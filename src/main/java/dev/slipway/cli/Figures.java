package dev.slipway.cli;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
final class Figures {
    private static final String[] UNITS = {"kB", "MB", "GB", "TB", "PB", "EB"};

    private Figures() {}

    /** Bytes in decimal units: {@code 999 B}, {@code 1.5 MB}. */
    static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= 999.95 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", value, UNITS[Math.max(0, unit)]);
    }

    /** With a comma for each thousand. */
    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** {@code 1 file}, {@code 2 files}. */
    static String files(long number) {
        return count(number) + (number == 1 ? " file" : " files");
    }

    /** {@code 4.2 s}, {@code 3 min 5 s}, {@code 2 h 10 min}. */
    static String time(Duration time) {
        long seconds = time.toSeconds();
        if (seconds < 60) {
            return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
        }
        return seconds < 3600 ? seconds / 60 + " min " + seconds % 60 + " s"
                : seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }

    /** A time that is only guessed, as {@code 45 s}, {@code 3 min}, {@code 2 h 10 min}. */
    static String about(Duration time) {
        long seconds = time.toSeconds();
        if (seconds < 100) {
            return seconds + " s";
        }
        long minutes = (seconds + 30) / 60;
        return minutes < 100 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
    }
}
