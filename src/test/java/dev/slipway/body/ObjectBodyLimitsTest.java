package dev.slipway.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.slipway.codec.Format;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are made to hurt. */
class ObjectBodyLimitsTest {
    private static final int MEBIBYTE = 1 << 20;
    private static final int DEEPEST = 31;

    @Test
    void jsonIsNestedToItsLimitAndNoFurther() {
        String payload = "\"payload\":\"AQ==\",";
        assertTaken(Format.JSON, json("{" + payload + "\"a\":" + "[".repeat(DEEPEST) + "]".repeat(DEEPEST) + "}"));
        for (int depth : new int[] {DEEPEST + 1, 1000, 3_000_000}) {
            refused(Format.JSON, json("{\"a\":" + "[".repeat(depth)), Problem.INVALID_REQUEST);
            refused(Format.JSON, json("{" + payload + "\"a\":" + "{\"a\":".repeat(depth)), Problem.INVALID_REQUEST);
            refused(Format.JSON, json("{\"payload\":" + "{\"type\":".repeat(depth)), Problem.INVALID_REQUEST);
            refused(Format.JSON, json("{\"payload\":{\"data\":" + "[".repeat(depth)), Problem.INVALID_REQUEST);
        }
    }

    @Test
    void cborIsNestedToItsLimitAndNoFurther() {
        String payload = "a2 67 7061796c6f6164 41 01 61 61";
        assertTaken(Format.CBOR, cbor(payload + "81".repeat(DEEPEST - 1) + "80"));
        assertTaken(Format.CBOR, cbor(payload + "9f".repeat(DEEPEST) + "5f ff" + "ff".repeat(DEEPEST)));
        assertTaken(Format.CBOR, cbor(payload + "c1".repeat(1000) + "00"));
        for (String nested : new String[] {"81", "9f", "a100", "bf00", "d9dfff8319e0008100", "c19f"}) {
            refused(Format.CBOR, cbor(payload + nested.repeat(DEEPEST + 1) + "00"), Problem.INVALID_REQUEST);
            refused(Format.CBOR, cbor(payload + nested.repeat(300_000)), Problem.INVALID_REQUEST);
        }
        refused(Format.CBOR, cbor(payload + "81".repeat(DEEPEST) + "80"), Problem.INVALID_REQUEST);
        refused(Format.CBOR, cbor("a1 67 7061796c6f6164" + "5f".repeat(300_000)), Problem.INVALID_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bb 8000000000000000", "bb ffffffffffffffff", "bb 7fffffffffffffff", "ba 7fffffff",
        "a1 7b 8000000000000000", "a1 7b 7fffffffffffffff", "a1 6161 5b ffffffffffffffff", "a1 6161 9b ffffffffffffffff",
        "a1 6161 bb 8000000000000000", "a1 6161 bb 4000000000000000", "a1 6161 9a 00100001", "a1 6161 7f 7a 7fffffff",
        "d9dfff 9b ffffffffffffffff", "d9dfff 83 19e000 9b ffffffffffffffff", "d9dfff 83 19e000 9a 7fffffff"})
    void lengthsThatNothingCanHaveAreRefusedWhenTheyAreClaimed(String claim) {
        refused(Format.CBOR, cbor(claim), Problem.LIMIT_EXCEEDED);
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void endlessSmallValuesAreRefused(Format format) {
        byte[] begin = format == Format.JSON ? json("{\"payload\":\"AQ==\",\"a\":[0") : cbor("bf 6161 9f");
        byte[] more = format == Format.JSON ? json(",0") : cbor("00");
        assertEndless(format, begin, more);
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void endlessKeysAndTextsAreRefused(Format format) {
        boolean json = format == Format.JSON;
        assertEndless(format, json ? json("{\"") : cbor("a1 7f"), json ? json("a") : cbor("61 61"));
        assertEndless(format, json ? json("{\"a\":\"") : cbor("a1 6161 7f"), json ? json("\\n") : cbor("60"));
        assertEndless(format, json ? json("{\"a\":1") : cbor("a1 6161"), json ? json(" ") : cbor("c1"));
    }

    private static void assertEndless(Format format, byte[] begin, byte[] more) {
        RequestBody body = new ObjectBody(format, new RecordedBody());
        body.write(begin, 0, begin.length);
        byte[] many = repeated(more, MEBIBYTE / more.length + 1);
        assertThatExceptionOfType(DeployException.class).isThrownBy(() -> body.write(many, 0, many.length))
                .withMessageContaining("1048576 bytes besides its 'payload'")
                .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.LIMIT_EXCEEDED));
        assertThatIllegalStateException().isThrownBy(body::end);
    }

    @Test
    void oneMebibyteIsTakenBesideThePayload() {
        String head = "{\"payload\":\"" + "AAAA".repeat(1000) + "\",\"a\":\"";
        String collected = "{\"payload\":null,\"a\":\"\"}";
        int room = MEBIBYTE - collected.length();
        assertTaken(Format.JSON, json(head + "x".repeat(room) + "\"}"));
        refused(Format.JSON, json(head + "x".repeat(room + 1) + "\"}"), Problem.LIMIT_EXCEEDED);
    }

    @Test
    void moreKeysThanAnyOperationHasAreRefused() {
        String keys = IntStream.range(0, 100_000).mapToObj(i -> "\"" + Integer.toString(i, 36) + "\":0")
                .collect(Collectors.joining(","));
        refused(Format.JSON, json("{" + keys + "}"), Problem.LIMIT_EXCEEDED);
        refused(Format.JSON, json("{\"payload\":\"\"," + keys + "}"), Problem.LIMIT_EXCEEDED);
        refused(Format.JSON, json("{" + keys + ",\"payload\":\"\"}"), Problem.LIMIT_EXCEEDED);
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void nothingIsTakenBehindARefusalOrTheEnd(Format format) {
        RequestBody refused = new ObjectBody(format, new RecordedBody());
        assertThatExceptionOfType(DeployException.class).isThrownBy(() -> refused.write(json("1"), 0, 1));
        assertThatIllegalStateException().isThrownBy(() -> refused.write(json("1"), 0, 1));
        assertThatIllegalStateException().isThrownBy(refused::end);
        RequestBody ended = new ObjectBody(format, new RecordedBody());
        byte[] empty = format == Format.JSON ? json("{}") : cbor("a0");
        ended.write(empty, 0, empty.length);
        ended.write(empty, 0, 0);
        ended.end();
        assertThatIllegalStateException().isThrownBy(ended::end);
    }

    private static void assertTaken(Format format, byte[] body) {
        assertThat(ToldBody.once(format, body).calls()).endsWith("complete");
    }

    private static void refused(Format format, byte[] body, Problem problem) {
        assertThatExceptionOfType(DeployException.class).isThrownBy(() -> ToldBody.once(format, body))
                .satisfies(e -> assertThat(e.problem()).isEqualTo(problem));
    }

    private static byte[] repeated(byte[] unit, int times) {
        byte[] all = new byte[unit.length * times];
        for (int i = 0; i < all.length; i++) {
            all[i] = unit[i % unit.length];
        }
        return all;
    }

    private static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] cbor(String hex) {
        return new CborBytes().hex(hex).toByteArray();
    }
}
