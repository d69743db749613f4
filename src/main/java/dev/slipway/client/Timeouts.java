package dev.slipway.client;

import java.time.Duration;

/**
 * How long a client waits.
 *
 * @param connect for the connection, per address of the host
 * @param send for the server to take the next bytes while it is sent to
 * @param answer for the answer after the last byte, in which the server writes everything to its disk
 */
record Timeouts(Duration connect, Duration send, Duration answer) {
    static final Timeouts DEFAULT = new Timeouts(Duration.ofSeconds(10), Duration.ofMinutes(5), Duration.ofMinutes(15));

    private static final Duration INTRODUCTION = Duration.ofSeconds(30);

    /** @throws IllegalArgumentException when one is out of range */
    Timeouts {
        require(connect);
        require(send);
        require(answer);
    }

    /** @throws IllegalArgumentException when it is out of range */
    static Duration require(Duration time) {
        if (time.isNegative() || time.isZero() || time.compareTo(Duration.ofDays(7)) > 0) {
            throw new IllegalArgumentException("a timeout is more than 0 and at most 7 days (168h), not " + time.toSeconds() + " s");
        }
        return time;
    }

    /** For a question that costs the server nothing. */
    Timeouts brief() {
        Duration shorter = answer.compareTo(INTRODUCTION) < 0 ? answer : INTRODUCTION;
        return new Timeouts(connect, shorter, shorter);
    }
}
