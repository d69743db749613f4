package dev.slipway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class NodeTokenTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final String PATH = "/cluster/payloads/x";

    private final AtomicLong time = new AtomicLong(1_000_000_000_000L);
    private final NodeToken token = new NodeToken(SECRET, time::get);

    @Test
    void tellsWhoAsksToWhoHasTheSecret() {
        String field = token.issue("GET", PATH, "nöde 1");
        assertThat(field).startsWith("Slipway-Node v1.").doesNotContain(SECRET);
        assertThat(new NodeToken(SECRET, time::get).sender(field, "GET", PATH)).contains("nöde 1");
    }

    @Test
    void isWorthNothingForAnotherPathOrMethod() {
        String field = token.issue("GET", PATH, "a");
        assertThat(token.sender(field, "GET", PATH + "y")).isEmpty();
        assertThat(token.sender(field, "GET", PATH + "/chunks")).isEmpty();
        assertThat(token.sender(field, "HEAD", PATH)).isEmpty();
    }

    @Test
    void isWorthNothingWithAnotherSecret() {
        String field = new NodeToken(SECRET.replace('0', '1'), time::get).issue("GET", PATH, "a");
        assertThat(token.sender(field, "GET", PATH)).isEmpty();
    }

    @Test
    void holdsForAMinute() {
        String field = token.issue("GET", PATH, "a");
        time.addAndGet(59_999);
        assertThat(token.sender(field, "GET", PATH)).contains("a");
        time.addAndGet(1);
        assertThat(token.sender(field, "GET", PATH)).isEmpty();
    }

    @Test
    void aClockThatIsAMinuteBehindTakesItAndOneFurtherBehindDoesNot() {
        String field = token.issue("GET", PATH, "a");
        time.addAndGet(-60_000);
        assertThat(token.sender(field, "GET", PATH)).contains("a");
        time.addAndGet(-1);
        assertThat(token.sender(field, "GET", PATH)).isEmpty();
    }

    @Test
    void everyChangedCharacterMakesItWorthless() {
        String field = token.issue("GET", PATH, "a");
        for (int i = 0; i < field.length(); i++) {
            for (char other : new char[] {'A', 'B', '0', '1', '.', ' '}) {
                if (field.charAt(i) != other) {
                    String changed = field.substring(0, i) + other + field.substring(i + 1);
                    assertThat(token.sender(changed, "GET", PATH)).as(changed).isEmpty();
                }
            }
        }
    }

    @Test
    void whatIsNoTokenIsRefused() {
        String field = token.issue("GET", PATH, "a");
        for (String other : new String[] {"", "Slipway-Node", "Slipway-Node ", "Basic YTph", field + " ", field + ",",
            field.replace("Slipway-Node", "slipway-node"), field.replace("v1", "v2"), field.substring(0, field.length() - 1),
            "Slipway-Node v1.." + "1." + "A".repeat(43), "Slipway-Node v1.YQ.99999999999999999999." + "A".repeat(43),
            "Slipway-Node v1." + "A".repeat(100_000) + ".1." + "A".repeat(43)}) {
            assertThat(token.sender(other, "GET", PATH)).as(other).isEmpty();
        }
    }

    @Test
    void aShortSecretIsNotTaken() {
        assertThatThrownBy(() -> new NodeToken(SECRET.substring(1), time::get)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining(SECRET.substring(1));
    }
}
