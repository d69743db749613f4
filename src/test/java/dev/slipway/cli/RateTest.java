package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateTest {
    private final Rate rate = new Rate();

    @Test
    void nothingIsForetoldFromNextToNothing() {
        assertThat(rate.perSecond()).isZero();
        at(0, 0);
        at(1000, 500);
        assertThat(rate.perSecond()).isEqualTo(500);
        assertThat(rate.timeFor(5000)).isEmpty();
        at(2000, 1000);
        assertThat(rate.timeFor(5000)).contains(Duration.ofSeconds(10));
    }

    @Test
    void whatWasLongAgoDoesNotCount() {
        at(0, 0);
        at(100, 1_000_000);
        for (int second = 1; second <= 60; second++) {
            at(second * 1000, 1_000_000 + second * 10L);
        }
        assertThat(rate.perSecond()).isEqualTo(10);
    }

    @Test
    void aPauseLetsItFallSlowly() {
        for (int second = 0; second <= 6; second++) {
            at(second * 1000, second * 600L);
        }
        at(8_000, 3600);
        assertThat(rate.perSecond()).isBetween(300L, 599L);
        at(60_000, 3600);
        assertThat(rate.perSecond()).isZero();
        assertThat(rate.timeFor(10)).isEmpty();
    }

    @Test
    void anotherAttemptBeginsAnew() {
        at(0, 0);
        at(3_000, 3_000_000);
        at(4_000, 100);
        assertThat(rate.perSecond()).isZero();
        at(6_000, 2_100);
        assertThat(rate.perSecond()).isEqualTo(1000);
    }

    private void at(long millis, long bytes) {
        rate.add(Duration.ofMillis(millis).toNanos(), bytes);
    }
}
