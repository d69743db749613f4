package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WorkersTest {
    private final Workers workers = new Workers(Thread::new, 2);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger interrupted = new AtomicInteger();

    @AfterEach
    void stop() {
        gate.countDown();
        workers.close();
    }

    private void work() {
        try {
            gate.await();
            done.incrementAndGet();
        } catch (InterruptedException e) {
            interrupted.incrementAndGet();
        }
    }

    @Test
    void whatFindsNoWorkerFreeWaits() {
        for (int i = 0; i < 5; i++) {
            workers.execute(this::work);
        }
        assertThat(workers.busy()).isLessThanOrEqualTo(2);
        assertThat(workers.waiting()).isEqualTo(3);
        gate.countDown();
        await().until(() -> done.get() == 5);
        assertThat(workers.waiting()).isZero();
    }

    @Test
    void noThreadIsMadeWhileOneIsIdle() {
        List<Thread> made = new CopyOnWriteArrayList<>();
        gate.countDown();
        try (Workers many = new Workers(work -> {
            Thread thread = new Thread(work);
            made.add(thread);
            return thread;
        }, 32)) {
            for (int i = 1; i <= 10; i++) {
                int all = i;
                many.execute(this::work);
                await().pollInterval(Duration.ofMillis(1)).until(() -> done.get() == all
                        && made.stream().allMatch(thread -> thread.getState() == Thread.State.TIMED_WAITING));
            }
        }
        assertThat(made).hasSize(1);
    }

    @Test
    void nothingIsLostWhenManyAsk() throws InterruptedException {
        gate.countDown();
        List<Thread> asking = Stream.generate(() -> new Thread(() -> {
            for (int i = 0; i < 5000; i++) {
                workers.execute(this::work);
            }
        })).limit(4).toList();
        asking.forEach(Thread::start);
        for (Thread thread : asking) {
            thread.join();
        }
        await().until(() -> done.get() == 20_000);
        assertThat(workers.waiting()).isZero();
    }

    @Test
    void stoppingWaitsForWhatRunsAndTakesNoMore() {
        workers.execute(this::work);
        assertThat(workers.stop(Duration.ZERO)).isFalse();
        assertThatThrownBy(() -> workers.execute(this::work)).isInstanceOf(RejectedExecutionException.class);
        assertThat(interrupted.get()).as("not before it is closed").isZero();
        gate.countDown();
        assertThat(workers.stop(Duration.ofSeconds(10))).isTrue();
        assertThat(done.get()).isEqualTo(1);
    }

    @Test
    void closingInterruptsWhatRuns() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        workers.execute(() -> {
            begun.countDown();
            work();
        });
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        workers.close();
        await().until(() -> interrupted.get() == 1);
    }

    @Test
    void workThatFailsDoesNotTakeItsWorkerAlong() {
        for (int i = 0; i < 4; i++) {
            workers.execute(() -> {
                Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> { });
                throw new IllegalStateException("bug");
            });
        }
        gate.countDown();
        workers.execute(this::work);
        await().until(() -> done.get() == 1);
    }
}
