package dev.slipway.body;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperationObjectTest {
    @ParameterizedTest
    @CsvSource({"4096, 1048576", "256, 1048576", "64, 262144", "16, 65536", "1, 65536"})
    void theLimitFollowsASmallHeap(long heapMebibytes, int bytes) {
        assertThat(OperationObject.maxBytes(heapMebibytes << 20)).isEqualTo(bytes);
    }

    @Test
    void bytesThatWereTakenAreNotKept() {
        CollectedBytes collected = new CollectedBytes(10, "too much");
        collected.add(new byte[] {1, 2, 3}, 0, 3);
        assertThat(collected.take()).containsExactly(1, 2, 3);
        assertThat(collected.toByteArray()).isEmpty();
    }
}
