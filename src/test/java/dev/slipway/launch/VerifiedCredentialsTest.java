package dev.slipway.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class VerifiedCredentialsTest {
    private final AtomicLong clock = new AtomicLong();
    private final VerifiedCredentials verified = new VerifiedCredentials(clock::get);

    @Test
    void onlyTheVeryNameAndPasswordAreKnown() {
        verified.add("admin", "secret");
        assertThat(verified.contains("admin", "secret")).isTrue();
        assertThat(verified.contains("admin", "Secret")).isFalse();
        assertThat(verified.contains("admins", "ecret")).isFalse();
    }

    @Test
    void theyAreForgottenAfterSomeMinutes() {
        verified.add("admin", "secret");
        clock.addAndGet(VerifiedCredentials.LIFETIME.toNanos() + 1);
        assertThat(verified.contains("admin", "secret")).isFalse();
    }

    @Test
    void theOldestGoesWhenThereAreTooMany() {
        for (int i = 0; i <= VerifiedCredentials.MAX_ENTRIES; i++) {
            verified.add("user" + i, "secret");
        }
        assertThat(verified.contains("user0", "secret")).isFalse();
        assertThat(verified.contains("user1", "secret")).isTrue();
    }
}
