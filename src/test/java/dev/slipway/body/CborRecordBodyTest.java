package dev.slipway.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.codec.Format;
import dev.slipway.problem.Problem;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The records of cbor-x: the keys first, then the values. */
class CborRecordBodyTest {
    private static final String KEYS = "84 69 6f7065726174696f6e 67 70726f6a656374 67 7061796c6f6164 61 7a";

    @ParameterizedTest
    @ValueSource(strings = {"d9dfff 86 19e000 %s 6164 6161 43 010203 01", "d9dfff 9f 19e000 %s 6164 6161 43 010203 01 ff",
        "d9d9f7 d9dfff 9806 19e000 %s 6164 6161 5f 41 01 42 0203 ff 01",
        "da0000dfff 86 19efff %s 6164 6161 d840 43 010203 01", "d9dfff 86 19e000 %s 6164 6161 64 41514944 01"})
    void aRecordTellsAsAMapDoes(String form) {
        byte[] body = new CborBytes().hex(form.formatted(KEYS)).toByteArray();
        ToldBody told = ToldBody.of(Format.CBOR, body);
        assertThat(told.calls()).containsExactly("operation", "payload", "amended", "complete");
        assertThat(told.payload()).containsExactly(1, 2, 3);
        assertThat(told.operation()).isEqualTo(Map.of("operation", "d", "project", "a", "z", 1L));
        ToldBody.refusedWhenCutShort(Format.CBOR, body);
    }

    @Test
    void thePayloadStandsAnywhere() {
        String number = "19e000";
        ToldBody first = of("d9dfff 83" + number + "81 67 7061796c6f6164 41 05");
        assertThat(first.calls()).containsExactly("payload first", "payload", "operation", "complete");
        ToldBody last = of("d9dfff 84" + number + "9f 61 61 67 7061796c6f6164 ff 01 41 05");
        assertThat(last.payload()).containsExactly(5);
        assertThat(last.operation()).isEqualTo(Map.of("a", 1L));
        ToldBody none = of("d9dfff 83" + number + "81 61 61 01");
        assertThat(none.calls()).containsExactly("operation", "complete without payload");
        ToldBody nothing = of("d9dfff 83" + number + "81 67 7061796c6f6164 f6");
        assertThat(nothing.calls()).containsExactly("operation", "complete without payload");
        assertThat(of("d9dfff 82" + number + "80").operation()).isEmpty();
        assertThat(of("d9dfff 9f" + number + "9f ff ff").operation()).isEmpty();
    }

    @Test
    void recordsWithinItKeepTheirKeys() {
        ToldBody told = of("d9dfff 85 19e000 83 61 61 67 7061796c6f6164 61 62"
                + "d9dfff 83 19e001 81 61 63 01" + "41 07" + "82 d9e001 81 02 d9e000 83 03 41 08 f6");
        assertThat(told.payload()).containsExactly(7);
        assertThat(told.operation()).usingRecursiveComparison().isEqualTo(Map.of("a", Map.of("c", 1L), "b",
                List.of(Map.of("c", 2L), Map.of("a", 3L, "payload", new byte[] {8}))));
    }

    @Test
    void aLargePayloadComesThrough() {
        byte[] content = ToldBody.random(200_000);
        CborBytes body = new CborBytes().hex("d9dfff 86 19e000" + KEYS + "6164 6161").bytes(content).hex("01");
        assertThat(ToldBody.of(Format.CBOR, body.toByteArray()).payload()).isEqualTo(content);
        body = new CborBytes().hex("d9dfff 86 19e000" + KEYS + "6164 6161")
                .text(Base64.getUrlEncoder().encodeToString(content)).hex("01");
        assertThat(ToldBody.of(Format.CBOR, body.toByteArray()).payload()).isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(strings = {"d9dfff a0", "d9dfff 80", "d9dfff 81 19e000", "d9dfff 82 19e000 6161", "d9dfff 83 01 81 6161 01",
        "d9dfff 82 19e000 81 6161", "d9dfff 84 19e000 81 6161 01 02", "d9dfff 83 19e000 81 01 01", "d9e000 81 01",
        "d9dfff 84 19e000 82 6161 6161 01 02", "d9dfff 83 19e000 81 6161 ff", "d9dfff 9f 19e000 81 6161 ff",
        "d9dfff 9f ff", "d9dfff 9f 19e000 ff", "d9dfff 83 9f ff 81 6161 01", "d9dfff 83 19e000 81 6161 01 00",
        "d9dfff 84 19e000 82 67 7061796c6f6164 6161 41 00", "d9dfff 83 19e000 82 67 7061796c6f6164 6161 41 00",
        "d9dfff 84 19e000 81 67 7061796c6f6164 41 00 41 00", "d9dfff 9f 19e000 81 67 7061796c6f6164 ff",
        "d9dfff 84 19e000 82 67 7061796c6f6164 67 7061796c6f6164 41 00 41 00", "d9dfff d9dfff 83 19e000 81 6161 01"})
    void brokenRecordsAreRefused(String body) {
        ToldBody.refused(Format.CBOR, new CborBytes().hex(body).toByteArray())
                .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.INVALID_REQUEST));
    }

    private static ToldBody of(String hex) {
        byte[] body = new CborBytes().hex(hex).toByteArray();
        ToldBody.refusedWhenCutShort(Format.CBOR, body);
        return ToldBody.of(Format.CBOR, body);
    }
}
