package dev.slipway.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GuessThrottleTest {
    private final AtomicLong clock = new AtomicLong();
    private final GuessThrottle throttle = new GuessThrottle(clock::get);

    private void fail(String address, int times) {
        for (int i = 0; i < times; i++) {
            throttle.failed(address);
        }
    }

    @Test
    void aFewMistakesAreFree() {
        fail("10.0.0.1", GuessThrottle.FREE_FAILURES - 1);
        assertThat(throttle.refuses("10.0.0.1")).isFalse();
    }

    @Test
    void aGuesserIsRefusedForASecondAndThenHeardAgain() {
        fail("10.0.0.1", GuessThrottle.FREE_FAILURES);
        assertThat(throttle.refuses("10.0.0.1")).isTrue();
        clock.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(throttle.refuses("10.0.0.1")).isFalse();
    }

    @Test
    void otherAddressesAreNotTouched() {
        fail("10.0.0.1", 100);
        assertThat(throttle.refuses("10.0.0.2")).isFalse();
    }

    @Test
    void nobodyIsLockedOutForLongerThanAMinute() {
        fail("10.0.0.1", 1_000);
        clock.addAndGet(GuessThrottle.LONGEST.toNanos() - 1);
        assertThat(throttle.refuses("10.0.0.1")).isTrue();
        clock.addAndGet(1);
        assertThat(throttle.refuses("10.0.0.1")).isFalse();
    }

    @Test
    void aNetworkOfIpv6CountsAsOne() {
        fail("2001:db8:0:1:0:0:0:1", GuessThrottle.FREE_FAILURES);
        assertThat(throttle.refuses("2001:db8:0:1:ffff:0:0:2")).isTrue();
        assertThat(throttle.refuses("2001:db8:0:2:0:0:0:1")).isFalse();
    }

    @Test
    void aRightPasswordForgets() {
        fail("10.0.0.1", GuessThrottle.FREE_FAILURES);
        throttle.succeeded("10.0.0.1");
        assertThat(throttle.refuses("10.0.0.1")).isFalse();
    }
}
