package dev.slipway.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectWriter;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestBodiesTest {
    private final RecordedBody recorded = new RecordedBody();

    @ParameterizedTest
    @EnumSource(Format.class)
    void anObjectIsReadAtTheEnd(Format format) {
        RequestBody body = RequestBodies.of(format.mediaType() + "; charset=utf-8", recorded);
        RecordedBody.feed(body, ObjectWriter.write(Map.of("operation", "user_info"), format), 3);
        assertThat(recorded.calls()).containsExactly("operation", "complete without payload");
        assertThat(recorded.operation()).isEqualTo(Map.of("operation", "user_info"));
        assertThatIllegalStateException().isThrownBy(body::end);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "text/plain", "application/jsonp", "multipart/alternative; boundary=x", "application"})
    void otherTypesAreUnsupported(String contentType) {
        assertThatExceptionOfType(DeployException.class).isThrownBy(() -> RequestBodies.of(contentType, recorded))
                .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.UNSUPPORTED_MEDIA_TYPE));
    }

    @Test
    void aPayloadMayStandWithinTheObject() {
        RequestBody body = RequestBodies.of("application/json", recorded);
        RecordedBody.feed(body, bytes("{\"operation\":\"x\",\"project\":\"y\",\"payload\":\"aGVsbG8=\"}"), 10);
        assertThat(recorded.calls()).containsExactly("operation", "payload", "complete");
        assertThat(recorded.payload()).isEqualTo(bytes("hello"));
    }

    @Test
    void anEmptyBodyIsNoObject() {
        assertThatExceptionOfType(DeployException.class)
                .isThrownBy(RequestBodies.of("application/json", recorded)::end)
                .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.INVALID_REQUEST));
    }

    @Test
    void aRawArchiveIsAnnouncedOnceAndHandedOn() {
        Map<String, Object> operation = Map.of("project", "shop");
        RequestBody body = new RawArchiveBody(operation, recorded);
        body.write(new byte[0], 0, 0);
        assertThat(recorded.calls()).containsExactly("operation");
        RecordedBody.feed(body, bytes("archive"), 2);
        assertThat(recorded.calls()).containsExactly("operation", "payload", "complete");
        assertThat(recorded.operation()).isSameAs(operation);
        assertThat(recorded.payload()).isEqualTo(bytes("archive"));
        assertThatIllegalStateException().isThrownBy(() -> body.write(new byte[1], 0, 1));
    }

    @Test
    void anEmptyRawArchiveIsLeftToTheStagesBehind() {
        new RawArchiveBody(Map.of(), recorded).end();
        assertThat(recorded.calls()).containsExactly("operation", "complete");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
