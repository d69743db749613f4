package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.config.Settings;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OutflowsTest {
    private static final int ALL = 8;
    private static final long LATER = Duration.ofSeconds(6).toNanos();

    private final Outflows outflows = new Outflows(Settings.of(Map.of()), Executors.defaultThreadFactory(),
            new ReadBuffers());
    private final CountDownLatch free = new CountDownLatch(1);
    private final Semaphore begun = new Semaphore(0);
    private final Semaphore made = new Semaphore(0);
    private final List<DeployException> refused = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        free.countDown();
        outflows.close();
    }

    private void make() {
        outflows.make(() -> {
            begun.release();
            try {
                free.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            made.release();
        }, refused::add);
    }

    @Test
    void whatFindsNoThreadToMakeItIsRefusedAfterAWhileAndNotMadeLater() throws Exception {
        for (int i = 0; i < ALL + 2; i++) {
            make();
        }
        begun.acquire(ALL);
        outflows.tick(System.nanoTime());
        assertThat(refused).isEmpty();
        outflows.tick(System.nanoTime() + LATER);
        await().untilAsserted(() -> assertThat(refused).hasSize(2));
        assertThat(refused).allSatisfy(e -> assertThat(e.problem()).isEqualTo(Problem.SERVER_BUSY));
        free.countDown();
        made.acquire(ALL);
        make();
        made.acquire();
        outflows.tick(System.nanoTime() + LATER);
        assertThat(refused).hasSize(2);
        assertThat(made.availablePermits()).isZero();
    }

    @Test
    void aServerThatStopsSaysSo() {
        outflows.close();
        make();
        assertThat(refused).extracting(DeployException::problem).containsExactly(Problem.SHUTTING_DOWN);
    }

    @Test
    void aServerThatStopsSaysSoToThoseWhoWait() throws Exception {
        for (int i = 0; i < ALL + 2; i++) {
            make();
        }
        begun.acquire(ALL);
        outflows.close();
        await().untilAsserted(() -> assertThat(refused).hasSize(2));
        assertThat(refused).allSatisfy(e -> assertThat(e.problem()).isEqualTo(Problem.SHUTTING_DOWN));
    }
}
