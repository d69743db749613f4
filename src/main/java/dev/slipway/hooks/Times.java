package dev.slipway.hooks;

import java.time.Duration;

/** Times as people read them. */
final class Times {
    private Times() {}

    /** In milliseconds below a second, else in seconds. */
    static String text(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }
}
