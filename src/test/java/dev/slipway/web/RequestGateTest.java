package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RequestGateTest {
    private final RequestGate gate = new RequestGate();
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
}
