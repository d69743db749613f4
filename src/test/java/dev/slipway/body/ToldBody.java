package dev.slipway.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.slipway.codec.Format;
import dev.slipway.problem.DeployException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.ThrowableAssertAlternative;

/** What a body that is one object tells, however it is cut. */
record ToldBody(List<String> calls, Map<String, Object> operation, byte[] payload) {
    private static final int SHORT = 2000;
    private static final int[] PIECES = {2, 3, 7, 4096, 65_536};

    /** Reads the body in many ways, which must all tell the same. */
    static ToldBody of(Format format, byte[] body) {
        ToldBody whole = inPieces(format, body, Math.max(1, body.length));
        for (int piece : PIECES) {
            whole.same(inPieces(format, body, piece));
        }
        whole.same(inPieces(format, body, 1));
        for (int split = 1; split < body.length; split += body.length < SHORT ? 1 : body.length / 8) {
            whole.same(inTwo(format, body, split));
        }
        return whole;
    }

    /** Reads the body in many ways, which must all be refused with the same text. */
    static ThrowableAssertAlternative<DeployException> refused(Format format, byte[] body) {
        DeployException whole = failure(format, body, Math.max(1, body.length));
        for (int piece : new int[] {1, 2, 3, 7, 4096}) {
            assertThat(failure(format, body, piece)).hasMessage(whole.getMessage());
        }
        return assertThatExceptionOfType(DeployException.class).isThrownBy(() -> {
            throw whole;
        });
    }

    /** No body that is cut short is taken, wherever the cut is. */
    static void refusedWhenCutShort(Format format, byte[] body) {
        for (int length = 0; length < body.length; length++) {
            byte[] cut = Arrays.copyOf(body, length);
            failure(format, cut, 1 << 16);
        }
    }

    /** As {@link #of}, fed once only. */
    static ToldBody once(Format format, byte[] body) {
        return inPieces(format, body, Math.max(1, body.length));
    }

    private static DeployException failure(Format format, byte[] body, int piece) {
        RecordedBody recorded = new RecordedBody();
        try {
            RecordedBody.feed(new ObjectBody(format, recorded), body, piece);
        } catch (DeployException e) {
            if (recorded.calls().stream().anyMatch(call -> call.startsWith("complete"))) {
                throw new AssertionError("was refused when it was complete", e);
            }
            return e;
        }
        throw new AssertionError(body.length + " bytes were taken in pieces of " + piece);
    }

    private static ToldBody inPieces(Format format, byte[] body, int piece) {
        RecordedBody recorded = new RecordedBody();
        RecordedBody.feed(new ObjectBody(format, recorded), body, piece);
        return of(recorded);
    }

    private static ToldBody inTwo(Format format, byte[] body, int split) {
        RecordedBody recorded = new RecordedBody();
        RequestBody decoder = new ObjectBody(format, recorded);
        byte[] padded = new byte[body.length + 20]; // offsets other than 0
        System.arraycopy(body, 0, padded, 10, body.length);
        decoder.write(padded, 10, split);
        Arrays.fill(padded, 0, 10 + split, (byte) '#');
        decoder.write(padded, 10 + split, body.length - split);
        decoder.end();
        return of(recorded);
    }

    private static ToldBody of(RecordedBody recorded) {
        return new ToldBody(recorded.calls(), recorded.operation(), recorded.payload());
    }

    private void same(ToldBody other) {
        if (!isSame(other)) {
            other.assertSame(this, "in other pieces");
        }
    }

    /** The quick answer; false also where two objects hold equal arrays of bytes. */
    boolean isSame(ToldBody other) {
        return calls.equals(other.calls) && operation.equals(other.operation) && Arrays.equals(payload, other.payload);
    }

    void assertSame(ToldBody expected, String shown) {
        assertThat(calls).as(shown).isEqualTo(expected.calls);
        assertThat(operation).as(shown).usingRecursiveComparison().isEqualTo(expected.operation);
        assertThat(payload).as(shown).isEqualTo(expected.payload);
    }

    /** Bytes that are the same for the same length. */
    static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
