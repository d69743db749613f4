package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.problem.Problem;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** On a clock that a test moves by itself. */
class PaceTest {
    private static final long START = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(5); // the clock wraps around
    private static final UploadTimes TIMES = new UploadTimes(seconds(60), seconds(600), seconds(300), 1000, 1, 1);

    private final Pace pace = new Pace(TIMES, START);
    private long now = START;

    private static long seconds(long count) {
        return TimeUnit.SECONDS.toNanos(count);
    }

    /** A second passes, the client sends so much in it, the watchdog looks. */
    private boolean isFineAfterASecondWith(int bytes) {
        now += seconds(1);
        if (bytes > 0) {
            pace.received(bytes, now);
        }
        return pace.judge(now).isEmpty();
    }

    @Test
    void aSteadyClientIsFineUntilTheDeadline() {
        for (int second = 1; second <= 600; second++) {
            assertThat(isFineAfterASecondWith(1000)).as("second %d", second).isTrue();
        }
        now += seconds(1);
        pace.received(1000, now);
        assertThat(pace.judge(now)).hasValueSatisfying(e -> {
            assertThat(e.problem()).isEqualTo(Problem.STALLED);
            assertThat(e.detail()).isEqualTo("The upload took longer than upload-deadline (600 s)");
        });
        assertThat(pace.bytes()).isEqualTo(601_000);
    }

    @Test
    void aSilentClientIsStalledAfterTheTimeoutAndNotBefore() {
        pace.received(50_000, now);
        for (int second = 1; second <= 29; second++) {
            assertThat(isFineAfterASecondWith(0)).isTrue();
        }
        assertThat(isFineAfterASecondWith(50_000)).isTrue();
        assertThat(pace.judge(now + seconds(60))).as("just at the timeout; only the rate is judged by then")
                .hasValueSatisfying(e -> assertThat(e.detail()).contains("min-rate"));
        assertThat(pace.judge(now + seconds(61))).hasValueSatisfying(e -> assertThat(e.detail())
                .isEqualTo("No byte came for stall-timeout (60 s), after 100000 bytes"));
    }

    @Test
    void aClientThatTricklesIsTooSlow() {
        for (int second = 1; second < 30; second++) {
            assertThat(isFineAfterASecondWith(1)).isTrue();
        }
        now += seconds(1);
        pace.received(1, now);
        assertThat(pace.judge(now)).hasValueSatisfying(e -> {
            assertThat(e.problem()).isEqualTo(Problem.STALLED);
            assertThat(e.detail()).isEqualTo(
                    "The upload is slower than min-rate (1000 bytes/s): 30 bytes came in the last 30 s");
        });
    }

    @Test
    void burstsCountOverTheWholeWindow() {
        for (int second = 1; second <= 300; second++) {
            assertThat(isFineAfterASecondWith(second % 30 == 0 ? 30_000 : 0)).as("second %d", second).isTrue();
        }
    }

    @Test
    void timeInWhichTheServerHoldsBackIsNotCounted() {
        for (int second = 1; second < 20; second++) {
            assertThat(isFineAfterASecondWith(1000)).isTrue();
        }
        pace.pauses(now);
        assertThat(pace.paused()).isTrue();
        for (int second = 1; second < 300; second++) {
            assertThat(isFineAfterASecondWith(0)).as("paused for %d s", second).isTrue();
        }
        pace.waits(now);
        for (int second = 1; second < 60; second++) {
            assertThat(isFineAfterASecondWith(1000)).as("%d s after the pause", second).isTrue();
        }
    }

    @Test
    void afterAPauseTheClientHasTheWholeStallTimeoutAgain() {
        pace.pauses(now);
        now += seconds(300);
        pace.judge(now);
        pace.waits(now);
        assertThat(pace.judge(now + seconds(29))).isEmpty();
        pace.waits(now + seconds(29));
        assertThat(pace.judge(now + seconds(61))).hasValueSatisfying(
                e -> assertThat(e.detail()).contains("stall-timeout"));
    }

    @Test
    void theDeadlineHoldsDuringAPause() {
        pace.pauses(now);
        assertThat(pace.judge(now + seconds(601))).isPresent();
    }

    @Test
    void aLongPauseWantsAFewBytesReadNowAndThen() {
        pace.pauses(now);
        assertThat(pace.wantsTrickle(now + seconds(20))).isFalse();
        assertThat(pace.wantsTrickle(now + seconds(21))).isTrue();
        pace.received(10, now + seconds(21));
        assertThat(pace.wantsTrickle(now + seconds(22))).isFalse();
        pace.pauses(now + seconds(30));
        assertThat(pace.wantsTrickle(now + seconds(42))).as("still the same pause").isTrue();
    }
}
