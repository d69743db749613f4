package dev.slipway.pipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One pipe, step by step; {@link PipeTrafficTest} has many at once. */
@Timeout(30)
class BytePipeTest {
    private static final int BUFFER = BufferPool.BUFFER_SIZE;
    private static final int CAPACITY = 4 * BUFFER;

    private final BufferPool pool = new BufferPool(16L * BUFFER, 2);
    private final AtomicInteger readable = new AtomicInteger();
    private final AtomicInteger writable = new AtomicInteger();
    private final BytePipe pipe = new BytePipe(pool, CAPACITY, new BytePipe.Listener() {
        @Override
        public void readable() {
            readable.incrementAndGet();
        }

        @Override
        public void writable() {
            writable.incrementAndGet();
        }
    });
    private final InputStream source = pipe.source();

    @AfterEach
    void closingGivesEverythingBackWhateverHappened() {
        pipe.close();
        assertThat(pool.leased()).isZero();
    }

    @Test
    void whatIsOfferedIsReadInOrderAndThenTheEnd() throws IOException {
        byte[] bytes = bytes(1, 300_000);
        int offered = offer(bytes, 0);
        byte[] begun = source.readNBytes(1000);
        offered = offer(bytes, offered);
        while (offered < bytes.length) {
            begun = join(begun, source.readNBytes(50_000));
            offered = offer(bytes, offered);
        }
        pipe.end();
        assertThat(join(begun, source.readAllBytes())).isEqualTo(bytes);
        assertThat(source.read()).isEqualTo(-1);
        assertThat(pool.leased()).as("buffers of a pipe that was read to its end").isZero();
    }

    @Test
    void aReaderWakesWhenBytesCome() throws Exception {
        FutureTask<Integer> reader = readInBackground();
        pipe.room();
        pipe.offer(new byte[] {42}, 0, 1);
        assertThat(reader.get(10, TimeUnit.SECONDS)).isEqualTo(42);
    }

    @Test
    void aReaderWakesWhenTheProducerEnds() throws Exception {
        FutureTask<Integer> reader = readInBackground();
        pipe.end();
        assertThat(reader.get(10, TimeUnit.SECONDS)).isEqualTo(-1);
    }

    @Test
    void aReaderWakesWhenTheProducerFails() throws Exception {
        FutureTask<Integer> reader = readInBackground();
        IllegalStateException failure = new IllegalStateException("gone");
        pipe.fail(failure);
        assertThatThrownBy(() -> reader.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class).hasCause(failure);
    }

    @Test
    void aReaderWakesWhenThePipeIsClosed() throws Exception {
        FutureTask<Integer> reader = readInBackground();
        pipe.close();
        assertThatThrownBy(() -> reader.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
    }

    @Test
    void aReaderThatIsInterruptedStopsAndStaysInterrupted() throws Exception {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread reader = new Thread(() -> {
            try {
                source.read();
            } catch (InterruptedIOException e) {
                interrupted.complete(Thread.currentThread().isInterrupted());
            } catch (IOException e) {
                interrupted.completeExceptionally(e);
            }
        });
        reader.start();
        await().until(() -> reader.getState() == Thread.State.WAITING);
        reader.interrupt();
        assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aFailureComesBeforeWhatIsBuffered() {
        offer(bytes(1, 1000), 0);
        IllegalStateException failure = new IllegalStateException("gone");
        pipe.fail(failure);
        assertThatThrownBy(source::read).isSameAs(failure);
    }

    @Test
    void aFailureComesBeforeAnEndThatWasNotRead() {
        pipe.end();
        IllegalStateException failure = new IllegalStateException("gone");
        pipe.fail(failure);
        assertThatThrownBy(source::read).isSameAs(failure);
    }

    @Test
    void theFirstFailureStays() {
        IllegalStateException first = new IllegalStateException("first");
        pipe.fail(first);
        pipe.fail(new IllegalStateException("second"));
        pipe.end();
        assertThatThrownBy(source::read).isSameAs(first);
    }

    @Test
    void aFailureAfterTheEndWasReadChangesNothing() throws IOException {
        offer(bytes(1, 10), 0);
        pipe.end();
        assertThat(source.readAllBytes()).hasSize(10);
        pipe.fail(new IllegalStateException("the connection broke after the last byte"));
        assertThat(source.read()).isEqualTo(-1);
    }

    @Test
    void offersAfterAFailureVanish() {
        pipe.room();
        pipe.fail(new IllegalStateException("gone"));
        pipe.offer(new byte[2 * BUFFER], 0, 2 * BUFFER);
        assertThat(pipe.buffered()).isZero();
    }

    @Test
    void offersAfterCloseVanishAndThereIsRoomForAll() {
        offer(bytes(1, 100_000), 0);
        pipe.close();
        assertThat(pool.leased()).isZero();
        assertThat(pipe.room()).isEqualTo(Integer.MAX_VALUE);
        assertThat(pipe.trickle()).isEqualTo(BytePipe.TRICKLE);
        pipe.offer(new byte[CAPACITY * 2], 0, CAPACITY * 2);
        assertThat(pipe.buffered()).isZero();
        assertThat(pool.leased()).isZero();
        assertThatThrownBy(source::read).isInstanceOf(IOException.class);
    }

    @Test
    void closingTheSourceEndsReadingAndTakesInNoMore() throws IOException {
        fill();
        source.close();
        assertThatThrownBy(source::read).isInstanceOf(IOException.class);
        assertThat(pipe.room()).as("whoever reads the request stops here").isZero();
        pipe.close();
        assertThat(pool.leased()).isZero();
    }

    @Test
    void closingTwiceGivesBuffersBackOnce() {
        offer(bytes(1, 100), 0);
        pipe.close();
        pipe.close();
        assertThat(pool.leased()).isZero();
    }

    @Test
    void closingTellsAProducerThatWaits() {
        fill();
        assertThat(writable.get()).isZero();
        pipe.close();
        assertThat(writable.get()).isEqualTo(1);
    }

    @Test
    void aPipeThatNobodyReadsTakesOneBufferAndIsAnnouncedOnce() {
        int room = pipe.room();
        assertThat(room).isEqualTo(BytePipe.READABLE_AT);
        pipe.offer(new byte[room], 0, room - 1);
        assertThat(readable.get()).as("one byte short").isZero();
        pipe.offer(new byte[1], 0, 1);
        assertThat(readable.get()).isEqualTo(1);
        assertThat(pipe.room()).isZero();
        assertThat(pool.leased()).isEqualTo(1);
        pipe.end();
        assertThat(readable.get()).isEqualTo(1);
    }

    @Test
    void aShortBodyIsAnnouncedWhenItEnds() {
        offer(bytes(1, 5), 0);
        assertThat(readable.get()).isZero();
        pipe.end();
        assertThat(readable.get()).isEqualTo(1);
    }

    @Test
    void anEmptyBodyIsAnnouncedWhenItEndsAndHoldsNothing() throws IOException {
        pipe.room();
        pipe.end();
        assertThat(readable.get()).isEqualTo(1);
        assertThat(pool.leased()).isZero();
        assertThat(source.read()).isEqualTo(-1);
    }

    @Test
    void aPipeWhoseReadersCameLateGoesOnWhenTheyCome() throws IOException {
        offer(bytes(1, CAPACITY), 0);
        assertThat(pipe.room()).isZero();
        assertThat(source.read()).isNotEqualTo(-1);
        assertThat(writable.get()).as("attended: the whole capacity is open").isEqualTo(1);
        assertThat(pipe.room()).isPositive();
    }

    @Test
    void aFullPipeHasNoRoomAndTellsExactlyWhenHalfIsFree() throws IOException {
        fill();
        assertThat(pipe.buffered()).isBetween(CAPACITY - BUFFER, CAPACITY);
        writable.set(0);
        byte[] some = new byte[999];
        while (pipe.buffered() > 0) {
            int read = source.read(some);
            assertThat(read).isPositive();
            assertThat(writable.get()).as("told at %d of %d", pipe.buffered(), CAPACITY)
                    .isEqualTo(pipe.buffered() <= CAPACITY / 2 ? 1 : 0);
        }
    }

    @Test
    void aProducerThatDoesNotWaitIsNotTold() throws IOException {
        source.available();
        byte[] bytes = bytes(1, 10_000);
        for (int round = 0; round < 50; round++) {
            assertThat(pipe.room()).isPositive();
            pipe.offer(bytes, 0, bytes.length);
            assertThat(source.readNBytes(bytes.length)).isEqualTo(bytes);
        }
        assertThat(writable.get()).isZero();
    }

    @Test
    void neverMoreThanTheCapacityIsLeased() throws IOException {
        fill();
        assertThat(pool.leased()).isEqualTo(CAPACITY / BUFFER);
        source.readNBytes(BUFFER + 10);
        assertThat(pool.leased()).isEqualTo(CAPACITY / BUFFER - 1);
    }

    @Test
    void aFullPipeTakesATrickleAllTheSame() throws IOException {
        byte[] bytes = bytes(1, CAPACITY + 20 * BytePipe.TRICKLE);
        int offered = offer(bytes, 0);
        assertThat(pipe.room()).isZero();
        for (int i = 0; i < 20; i++) {
            int room = pipe.trickle();
            assertThat(room).isBetween(1, BytePipe.TRICKLE);
            pipe.offer(bytes, offered, room);
            offered += room;
        }
        assertThat(source.readNBytes(offered)).isEqualTo(Arrays.copyOf(bytes, offered));
    }

    @Test
    void bytesThatAParserHeldBackFitBesideTheRoom() throws IOException {
        int room = pipe.room();
        byte[] bytes = bytes(1, room + BytePipe.SLACK);
        pipe.offer(bytes, 0, BytePipe.SLACK);
        pipe.offer(bytes, BytePipe.SLACK, room);
        assertThat(source.readNBytes(bytes.length)).isEqualTo(bytes);
    }

    @Test
    void moreThanTheRoomIsAMistakeThatIsNotSwallowed() {
        int room = pipe.room();
        assertThatThrownBy(() -> pipe.offer(new byte[2 * BUFFER], 0, room + BytePipe.SLACK + 1))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void roomThatWasPromisedIsThereAlthoughTheReaderEmptiedTheBuffer() throws IOException {
        byte[] bytes = bytes(1, 3 * BUFFER);
        pipe.room();
        pipe.offer(bytes, 0, 1000);
        int promised = pipe.room();
        assertThat(source.readNBytes(1000)).hasSize(1000);
        pipe.offer(bytes, 1000, promised + BytePipe.SLACK);
        int sent = 1000 + promised + BytePipe.SLACK;
        assertThat(source.readNBytes(sent - 1000)).isEqualTo(Arrays.copyOfRange(bytes, 1000, sent));
    }

    @Test
    void roomThatWasPromisedAtTheBrinkIsThereWhateverTheReaderDoes() throws IOException {
        Random random = new Random(7);
        byte[] bytes = bytes(7, 3 * BUFFER);
        for (int round = 0; round < 2000; round++) {
            int promised = pipe.room();
            int before = random.nextInt(pipe.buffered() + 1);
            assertThat(source.readNBytes(before)).hasSize(before);
            int offered = random.nextInt(4) == 0 ? promised : random.nextInt(promised + 1);
            pipe.offer(bytes, 0, offered);
        }
        assertThat(source.readNBytes(pipe.buffered())).isNotNull();
    }

    @Test
    void aCapacityBelowTwoBuffersIsRaised() throws IOException {
        BytePipe small = new BytePipe(pool, 1, new BytePipe.Listener() {
            @Override
            public void readable() {
                readable.incrementAndGet();
            }

            @Override
            public void writable() {
                writable.incrementAndGet();
            }
        });
        small.offer(new byte[small.room()], 0, BytePipe.READABLE_AT);
        assertThat(small.source().read()).isZero();
        assertThat(small.room()).isPositive();
        small.close();
    }

    @Test
    void readingNothingDoesNotWait() throws IOException {
        assertThat(source.read(new byte[0])).isZero();
        assertThatThrownBy(() -> source.read(new byte[3], 2, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void availableIsWhatIsBuffered() throws IOException {
        offer(bytes(1, 123), 0);
        assertThat(source.available()).isEqualTo(123);
    }

    private FutureTask<Integer> readInBackground() {
        FutureTask<Integer> task = new FutureTask<>(source::read);
        Thread reader = new Thread(task);
        reader.start();
        await().atMost(Duration.ofSeconds(10)).until(() -> reader.getState() == Thread.State.WAITING);
        return task;
    }

    /** Makes the pipe an attended one and offers until there is no room. */
    private void fill() {
        try {
            pipe.offer(new byte[pipe.room()], 0, 1);
            assertThat(source.read()).isZero();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        for (int room = pipe.room(); room > 0; room = pipe.room()) {
            pipe.offer(new byte[room], 0, room);
        }
    }

    /** Offers as much as there is room for, from here on; says up to where. */
    private int offer(byte[] bytes, int from) {
        int at = from;
        for (int room = pipe.room(); room > 0 && at < bytes.length; room = pipe.room()) {
            int n = Math.min(room, bytes.length - at);
            pipe.offer(bytes, at, n);
            at += n;
        }
        return at;
    }

    private static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] join(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
