package dev.slipway.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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
                assertThat(lease(pool, held, true)).as("guaranteed buffer").isNotNull();
            }
        }
        assertThat(pool.leased()).isEqualTo(7);
    }

    @Test
    void uploadsThatNobodyReadsNeverTakeWhatIsSetAsideForReaders() {
        BufferPool pool = new BufferPool(SEVEN_BUFFERS, 2);
        leaseAll(pool, 0, false);
        assertThat(lease(pool, 0, false)).isNull();
        assertThat(lease(pool, 0, true)).isNotNull();
        assertThat(lease(pool, 1, true)).isNotNull();
        assertThat(lease(pool, 2, true)).as("more than is guaranteed").isNull();
    }

    @Test
    void aTotalTooSmallForItsReadersIsRaisedToOneBufferMoreThanTheyAreGuaranteed() {
        BufferPool pool = new BufferPool(1, 3);
        assertThat(lease(pool, 0, false)).isNotNull();
        assertThat(lease(pool, 0, false)).isNull();
        assertThat(lease(pool, 0, true)).isNotNull();
    }

    @Test
    void aBufferThatCameBackIsLeasedAgain() {
        BufferPool pool = new BufferPool(0, 1);
        byte[] first = lease(pool, 0, false);
        assertThat(first).hasSize(BufferPool.BUFFER_SIZE);
        pool.release(first);
        assertThat(pool.leased()).isZero();
        assertThat(lease(pool, 0, false) == first).isTrue();
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
        assertThat(lease(pool, 0, false)).isNotNull();
        assertThat(pool.leased()).isEqualTo(1);
    }

    private static List<byte[]> leaseAll(BufferPool pool, int held, boolean attended) {
        List<byte[]> leased = new ArrayList<>();
        for (byte[] buffer = lease(pool, held, attended); buffer != null; buffer = lease(pool, held, attended)) {
            leased.add(buffer);
        }
        return leased;
    }

    @Test
    void whoWaitedFirstIsHandedTheFirstBufferThatComesBack() {
        BufferPool pool = new BufferPool(3 * BufferPool.BUFFER_SIZE, 1);
        byte[] only = lease(pool, 0, false);
        List<String> served = new ArrayList<>();
        BytePipe first = waitingPipe(pool, "first", served);
        BytePipe second = waitingPipe(pool, "second", served);
        assertThat(first.room()).isZero();
        assertThat(second.room()).isZero();
        pool.release(only);
        assertThat(lease(pool, 0, false)).as("somebody who comes later").isNull();
        pool.serveWaiting();
        assertThat(served).containsExactly("first");
        assertThat(first.room()).isPositive();
        first.close();
        assertThat(served).containsExactly("first", "second");
        second.close();
        assertThat(pool.leased()).isZero();
    }

    private static BytePipe waitingPipe(BufferPool pool, String name, List<String> served) {
        return new BytePipe(pool, 1 << 20, new BytePipe.Listener() {
            @Override
            public void readable() {
                // nothing is offered
            }

            @Override
            public void writable() {
                served.add(name);
            }
        });
    }

    /** For a pipe that does not wait when there is none. */
    private static byte @Nullable [] lease(BufferPool pool, int held, boolean attended) {
        BytePipe pipe = waitingPipe(pool, "", new ArrayList<>());
        byte[] buffer = pool.lease(pipe, held, attended);
        pool.forget(pipe);
        return buffer;
    }
}
