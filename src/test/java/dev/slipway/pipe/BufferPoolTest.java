package dev.slipway.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BufferPoolTest {
    private static final long SEVEN_BUFFERS = 7L * BufferPool.BUFFER_SIZE;

    @Test
    void whatIsLeasedInAllStaysWithinTheTotal() {
        BufferPool pool = new BufferPool(SEVEN_BUFFERS, 2);
        leaseAll(pool, 0, false);
        leaseAll(pool, BufferPool.GUARANTEED, true);
        assertThat(pool.leased()).as("common part: the total less two for each of two readers").isEqualTo(3);
        for (int reader = 0; reader < 2; reader++) {
            for (int held = 0; held < BufferPool.GUARANTEED; held++) {
                assertThat(pool.lease(held, true)).as("guaranteed buffer").isNotNull();
            }
        }
        assertThat(pool.leased()).isEqualTo(7);
    }

    @Test
    void uploadsThatNobodyReadsNeverTakeWhatIsSetAsideForReaders() {
        BufferPool pool = new BufferPool(SEVEN_BUFFERS, 2);
        leaseAll(pool, 0, false);
        assertThat(pool.lease(0, false)).isNull();
        assertThat(pool.lease(0, true)).isNotNull();
        assertThat(pool.lease(1, true)).isNotNull();
        assertThat(pool.lease(2, true)).as("more than is guaranteed").isNull();
    }

    @Test
    void aTotalTooSmallForItsReadersIsRaisedToOneBufferMoreThanTheyAreGuaranteed() {
        BufferPool pool = new BufferPool(1, 3);
        assertThat(pool.lease(0, false)).isNotNull();
        assertThat(pool.lease(0, false)).isNull();
        assertThat(pool.lease(0, true)).isNotNull();
    }

    @Test
    void aBufferThatCameBackIsLeasedAgain() {
        BufferPool pool = new BufferPool(0, 1);
        byte[] first = pool.lease(0, false);
        assertThat(first).hasSize(BufferPool.BUFFER_SIZE);
        pool.release(first);
        assertThat(pool.leased()).isZero();
        assertThat(pool.lease(0, false) == first).isTrue();
    }

    @Test
    void moreBuffersThanAreKeptComeBackWithoutHarm() {
        BufferPool pool = new BufferPool(200L * BufferPool.BUFFER_SIZE, 1);
        List<byte[]> all = leaseAll(pool, 0, false);
        assertThat(all.size()).isEqualTo(198);
        all.forEach(pool::release);
        assertThat(pool.leased()).isZero();
        Set<byte[]> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
        distinct.addAll(leaseAll(pool, 0, false));
        assertThat(distinct.size()).isEqualTo(198);
    }

    @Test
    void aTotalBeyondAllMemoryIsCountedWithoutOverflow() {
        BufferPool pool = new BufferPool(Long.MAX_VALUE, 32);
        assertThat(pool.lease(0, false)).isNotNull();
        assertThat(pool.leased()).isEqualTo(1);
    }

    private static List<byte[]> leaseAll(BufferPool pool, int held, boolean attended) {
        List<byte[]> leased = new ArrayList<>();
        for (byte[] buffer = pool.lease(held, attended); buffer != null; buffer = pool.lease(held, attended)) {
            leased.add(buffer);
        }
        return leased;
    }
}
