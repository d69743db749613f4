package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When the stream of the container is touched. */
class RequestInputTest {
    private final List<String> touched = new ArrayList<>();
    private final Container container = new Container();
    private final RequestInput input = new RequestInput(container, new RequestGate(Optional.empty()), Optional.empty(), () -> { });
    private final byte[] buffer = new byte[10];

    /** A stream as containers have it, of which a test says what it has. */
    private final class Container extends ServletInputStream {
        private int available;
        private boolean finished;
        private Runnable whenAsked = () -> { };

        @Override
        public boolean isFinished() {
            return finished;
        }

        @Override
        public boolean isReady() {
            touched.add("ready");
            boolean ready = available > 0;
            whenAsked.run();
            return ready;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            touched.add("listener");
        }

        @Override
        public int read() {
            throw new AssertionError("one byte at a time");
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            touched.add("read");
            int count = Math.min(length, available);
            available -= count;
            return count;
        }
    }

    @Test
    void nothingIsTouchedBeforeTheContainerHasCalled() throws Exception {
        container.available = 5;
        assertThat(input.read(buffer, 10)).isZero();
        assertThat(touched).isEmpty();
    }

    @Test
    void whatIsThereIsReadWithoutAnotherCall() throws Exception {
        container.available = 15;
        input.called();
        assertThat(input.read(buffer, 10)).isEqualTo(10);
        assertThat(input.read(buffer, 10)).isEqualTo(5);
    }

    @Test
    void afterItWasNotReadyNothingIsTouchedUntilTheContainerCalls() throws Exception {
        input.called();
        assertThat(input.read(buffer, 10)).isZero();
        touched.clear();
        container.available = 5;
        assertThat(input.read(buffer, 10)).isZero();
        assertThat(touched).isEmpty();
        input.called();
        assertThat(input.read(buffer, 10)).isEqualTo(5);
    }

    /** On another thread, while the answer is still on its way. */
    @Test
    void aCallThatComesWhileItIsAskedIsNotLost() throws Exception {
        input.called();
        container.whenAsked = () -> {
            container.whenAsked = () -> { };
            container.available = 5;
            input.called();
        };
        assertThat(input.read(buffer, 10)).isZero();
        assertThat(input.read(buffer, 10)).isEqualTo(5);
    }

    @Test
    void theEndIsToldOnceTheContainerHasCalledForIt() throws Exception {
        input.called();
        assertThat(input.read(buffer, 10)).isZero();
        container.finished = true;
        assertThat(input.read(buffer, 10)).isZero();
        input.called();
        assertThat(input.read(buffer, 10)).isEqualTo(-1);
    }

    @Test
    void whereOneThreadAloneMayReadOthersHaveItGoOn() throws Exception {
        TestConnection connection = new TestConnection();
        RequestInput bound = new RequestInput(container, new RequestGate(Optional.of(connection)), Optional.of(connection),
                () -> touched.add("turn"));
        container.available = 5;
        bound.called();
        assertThat(bound.read(buffer, 10)).isZero();
        assertThat(touched).isEmpty();
        connection.reader = Thread.currentThread();
        connection.there.forEach(Runnable::run);
        assertThat(touched).containsExactly("turn");
        assertThat(bound.read(buffer, 10)).isEqualTo(5);
    }

    @Test
    void whoCannotReadItselfHasTheOneThreadGoOn() {
        TestConnection connection = new TestConnection();
        RequestInput bound = new RequestInput(container, new RequestGate(Optional.of(connection)), Optional.of(connection),
                () -> touched.add("turn"));
        bound.goOn();
        assertThat(touched).isEmpty();
        connection.there.get(0).run();
        assertThat(touched).containsExactly("turn");
        connection.reader = Thread.currentThread();
        bound.goOn();
        assertThat(touched).containsExactly("turn", "turn");
    }

    @Test
    void whereTheContainerIsStoppingTheBodyIsLost() {
        TestConnection connection = new TestConnection();
        connection.stopping = true;
        RequestInput bound = new RequestInput(container, new RequestGate(Optional.of(connection)), Optional.of(connection),
                () -> touched.add("turn"));
        bound.called();
        assertThatThrownBy(() -> bound.read(buffer, 10)).isInstanceOf(IOException.class).hasMessageContaining("stopping");
        bound.goOn();
        assertThat(touched).containsExactly("turn");
    }
}
