package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.body.BodyListener;
import dev.slipway.body.RequestBodies;
import dev.slipway.model.Digest;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeteredBodyTest {
    private static final byte[] OPENING = "{\"operation\":\"deploy_component\",\"project\":\"a\",\"payload\":"
            .getBytes(StandardCharsets.UTF_8);
    private static final int MEBIBYTE = 1 << 20;

    private long archive;

    private final class Told implements BodyListener {
        @Override
        public void operation(Map<String, Object> operation) {
            // not of interest
        }

        @Override
        public void payloadFirst() {
            // not of interest
        }

        @Override
        public void amended(Map<String, Object> operation) {
            // not of interest
        }

        @Override
        public void payload(byte[] buf, int off, int len) {
            archive += len;
        }

        @Override
        public void digest(Digest declared) {
            // not of interest
        }

        @Override
        public void complete(boolean payloadSeen) {
            // not of interest
        }
    }

    private static Attempt attempt() {
        return Attempt.begin((HttpServletRequest) Proxy.newProxyInstance(MeteredBodyTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class}, (proxy, called, arguments) -> null));
    }

    private MeteredBody json() {
        MeteredBody body = new MeteredBody(listener -> RequestBodies.of("application/json", listener), new Told(), attempt());
        body.write(OPENING, 0, OPENING.length);
        return body;
    }

    private static void fill(MeteredBody body, String filling, int mebibytes) {
        byte[] bytes = filling.repeat(MEBIBYTE / filling.length()).getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < mebibytes; i++) {
            body.write(bytes, 0, bytes.length);
        }
    }

    /** In a text of base64, in an array of numbers, between two keys. */
    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '#', value = {"\"AAAA", "{\"type\":\"Buffer\",\"data\":[1", "\"AAAA\" "})
    void aBodyThatGoesOnWithoutGettingAnywhereIsEnded(String before) {
        MeteredBody body = json();
        byte[] begun = before.getBytes(StandardCharsets.US_ASCII);
        body.write(begun, 0, begun.length);
        DeployException thrown = catchThrowableOfType(DeployException.class, () -> fill(body, "  \r\n", 40));
        assertThat(thrown.problem()).isIn(Problem.MALFORMED_BODY, Problem.INVALID_REQUEST, Problem.LIMIT_EXCEEDED);
    }

    @Test
    void anArchiveThatIsWrittenAsLavishlyAsCanBeIsTaken() {
        MeteredBody body = json();
        byte[] begun = "{\"type\":\"Buffer\",\"data\":[255".getBytes(StandardCharsets.US_ASCII);
        body.write(begun, 0, begun.length);
        fill(body, ",\n          255 ".substring(0, 16), 40);
        assertThat(archive).isGreaterThan(2 * MEBIBYTE);
    }
}
