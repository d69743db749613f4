package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RequestGateTest {
    private final RequestGate gate = new RequestGate(Optional.empty());
    private final AtomicBoolean touched = new AtomicBoolean();

    @Test
    void nothingTouchesARequestThatIsSealed() {
        gate.seal();
        assertThatThrownBy(() -> gate.touch(() -> touched.set(true))).isInstanceOf(ClosedGateException.class);
        assertThat(touched).isFalse();
    }

    @Test
    void nothingTouchesARequestAfterATouchThatFailed() {
        IOException lost = new IOException("the client is gone");
        assertThatThrownBy(() -> gate.touch(() -> {
            throw lost;
        })).isSameAs(lost);
        assertThatThrownBy(() -> gate.touch(() -> touched.set(true))).isInstanceOf(ClosedGateException.class);
        assertThat(touched).isFalse();
    }

    @Test
    void aTouchThatWaitsForTheContainersThreadDoesNotHoldItForEver() throws Exception {
        ReentrantLock connection = new ReentrantLock();
        CountDownLatch inside = new CountDownLatch(1);
        connection.lock();
        Thread reader = new Thread(() -> {
            try {
                gate.touch(() -> {
                    inside.countDown();
                    connection.lock();
                    connection.unlock();
                    touched.set(true);
                });
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        reader.start();
        inside.await();
        gate.await();
        gate.seal();
        connection.unlock();
        reader.join();
        assertThat(touched).isTrue();
    }

    /** On a machine with much to do a touch takes longer than anybody would think. */
    @Test
    void aTouchThatRunsIsWaitedFor() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(400);
        Thread writer = new Thread(() -> {
            try {
                gate.touch(() -> {
                    inside.countDown();
                    while (System.nanoTime() - until < 0) {
                        Thread.onSpinWait();
                    }
                    touched.set(true);
                });
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        writer.start();
        inside.await();
        gate.seal();
        assertThat(touched).isTrue();
        writer.join();
    }

    @Test
    void whereTheConnectionIsKnownItsThreadTouchesTheRequest() throws Exception {
        TestConnection connection = new TestConnection();
        Thread reader = new Thread(() -> {
            connection.reader = Thread.currentThread();
            await().until(() -> !connection.there.isEmpty());
            connection.there.get(0).run();
        });
        reader.start();
        AtomicReference<Thread> toucher = new AtomicReference<>();
        new RequestGate(Optional.of(connection)).touch(() -> toucher.set(Thread.currentThread()));
        assertThat(toucher).hasValue(reader);
        reader.join();
    }

    @Test
    void aTouchOfTheConnectionsThreadThatFailsIsToldToWhoAsked() throws Exception {
        TestConnection connection = new TestConnection();
        connection.reader = Thread.currentThread();
        RequestGate bound = new RequestGate(Optional.of(connection));
        IOException lost = new IOException("the client is gone");
        assertThatThrownBy(() -> bound.touch(() -> {
            throw lost;
        })).isSameAs(lost);
        connection.reader = new Thread();
        Thread other = new Thread(() -> {
            await().until(() -> !connection.there.isEmpty());
            connection.reader = Thread.currentThread();
            connection.there.get(0).run();
        });
        other.start();
        assertThatThrownBy(() -> bound.touch(() -> touched.set(true))).isInstanceOf(ClosedGateException.class);
        assertThat(touched).isFalse();
        other.join();
    }

    @Test
    void whereTheContainerIsStoppingTheRequestIsLost() {
        TestConnection connection = new TestConnection();
        connection.stopping = true;
        assertThatThrownBy(() -> new RequestGate(Optional.of(connection)).touch(() -> touched.set(true)))
                .isInstanceOf(IOException.class).hasMessageContaining("stopping");
    }
}
