package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.slipway.config.Settings;
import dev.slipway.deploy.Deployments;
import dev.slipway.records.MemoryRecords;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterSetupTest {
    private static void refused(Map<String, String> more, String message) {
        Map<String, String> settings = new HashMap<>(Map.of("slipway.node-url", "http://127.0.0.1:9925",
                "slipway.cluster-secret", "0123456789012345678901234567890123456789"));
        settings.putAll(more);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClusterSetup.of(Settings.of(settings), new MemoryRecords(), new Deployments.Node("node", "home")))
                .withMessageContaining(message).satisfies(e -> assertThat(
                        e + String.valueOf(e.getCause())).doesNotContain("hunter2"));
    }

    @ParameterizedTest
    @CsvSource({
        "slipway.node-url, https://ann:hunter2@web1.example.com/",
        "slipway.node-url, https://ann:hunter2@web1 .example.com/",
        "slipway.node-url, ann:hunter2@web1.example.com",
        "slipway.peers, web2=https://ann:hunter2@web2.example.com/",
        "slipway.peers, https://ann:hunter2@web2.example.com/"})
    void aPasswordInAnAddressIsNotShownInTheError(String knob, String value) {
        refused(Map.of(knob, value), knob);
    }

    @Test
    void anAddressThatIsNoneIsRefusedAndWhereItIsWrongIsTold() {
        refused(Map.of("slipway.node-url", "https://web 1"), "at character");
    }
}
