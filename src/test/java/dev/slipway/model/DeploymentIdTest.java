package dev.slipway.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.problem.DeployException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeploymentIdTest {
    @Test
    void idsSortByTheOrderInWhichTheyWereMade() {
        List<DeploymentId> made = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            made.add(DeploymentId.next());
        }
        assertThat(made).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void anIdIsAUuidOfVersionSevenThatSaysWhenItWasMade() {
        long before = System.currentTimeMillis();
        UUID uuid = UUID.fromString(DeploymentId.next().value());
        assertThat(uuid.version()).isEqualTo(7);
        assertThat(uuid.variant()).isEqualTo(2);
        // ids made within one millisecond borrow from the next ones: 4096 fit into each
        assertThat(uuid.getMostSignificantBits() >>> 16).isBetween(before, System.currentTimeMillis() + 1000);
    }

    @Test
    void threadsThatMakeIdsAtOnceNeverMakeTheSame() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<List<DeploymentId>>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(threads.submit(() -> Stream.generate(DeploymentId::next).limit(2000).toList()));
            }
            Set<DeploymentId> distinct = new HashSet<>();
            for (Future<List<DeploymentId>> one : all) {
                assertThat(one.get()).isSorted();
                distinct.addAll(one.get());
            }
            assertThat(distinct).hasSize(8000);
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "01926F00-0000-7000-8000-000000000001", "../../../etc/passwd",
        "01926f00-0000-7000-8000-000000000001\n", "01926f00-0000-7000-8000-00000000000g",
        "01926f0000007000800000000000000001"})
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> new DeploymentId(text)).isInstanceOf(DeployException.class);
    }
}
