package dev.slipway.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.codec.Format;
import dev.slipway.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CborObjectBodyTest {
    private static final byte[] CONTENT = {1, 2, 3, (byte) 0xff, (byte) 0xf6};
    private static final String DEPLOY = "69 6f7065726174696f6e 66 6465706c6f79 67 70726f6a656374 61 61"; // 2 pairs
    private static final String PAYLOAD = "67 7061796c6f6164";

    @Test
    void theReleasedClientSendsItsPayloadBeforeItsLastKey() {
        byte[] body = released(CONTENT);
        ToldBody told = ToldBody.of(Format.CBOR, body);
        assertThat(told.calls()).containsExactly("operation", "payload", "amended", "complete");
        assertThat(told.payload()).isEqualTo(CONTENT);
        assertThat(told.operation()).isEqualTo(Map.of("operation", "deploy_component", "target", "http://a:1",
                "username", "admin", "password", "secret", "project", "app", "restart", true, "cborEncode", true));
        ToldBody.refusedWhenCutShort(Format.CBOR, body);
    }

    private static byte[] released(byte[] content) {
        return new CborBytes().hex("b90008").text("operation", "deploy_component", "target", "http://a:1", "username",
                "admin", "password", "secret", "project", "app", "restart").hex("f5").text("payload").bytes(content)
                .text("cborEncode").hex("f5").toByteArray();
    }

    @Test
    void aLargePayloadComesThroughInAnyPieces() {
        byte[] content = ToldBody.random(300_000);
        assertThat(ToldBody.of(Format.CBOR, released(content)).payload()).isEqualTo(content);
        byte[] text = new CborBytes().hex("a1").text("payload", Base64.getMimeEncoder().encodeToString(content))
                .toByteArray();
        assertThat(ToldBody.of(Format.CBOR, text).payload()).isEqualTo(content);
    }

    @Test
    void aByteStringIsPassedOnInTheBufferThatItCameIn() {
        List<byte[]> seen = new ArrayList<>();
        byte[] body = released(ToldBody.random(1000));
        RequestBody decoder = new ObjectBody(Format.CBOR, new SlicesOnly(seen));
        decoder.write(body, 0, body.length);
        assertThat(seen).hasSize(1).first().isSameAs(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"45 010203fff6", "58 05 010203fff6", "59 0005 010203fff6", "5a 00000005 010203fff6",
        "5b 0000000000000005 010203fff6", "d840 45 010203fff6", "d9 0040 45 010203fff6",
        "5f 42 0102 40 43 03fff6 ff", "5f 45 010203fff6 ff", "d840 5f 5800 5903 ff"})
    void aByteStringIsAPayloadInAllItsForms(String value) {
        String content = value.endsWith("5903 ff") ? value.replace("5903", "590005010203fff6") : value;
        assertPayload(content, CONTENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"68 4151494432506639", "7f 61 41 67 51494432506639 ff", "78 08 4151494432506639",
        "7f 60 68 4151494432506639 60 ff", "6a 41514944 0d0a 32506639", "7f 64 41514944 61 0a 64 32506639 ff"})
    void textIsAPayloadInBase64(String value) {
        assertPayload(value, Base64.getDecoder().decode("AQID2Pf9"));
    }

    @ParameterizedTest
    @CsvSource({"YWI=, ab", "YWI, ab", "YQ, a", "'', ''"})
    void textMayLackItsPadding(String text, String content) {
        byte[] body = new CborBytes().hex("a1").text("payload", text).toByteArray();
        ToldBody told = ToldBody.of(Format.CBOR, body);
        assertThat(told.payload()).isEqualTo(content.getBytes(StandardCharsets.UTF_8));
        assertThat(told.calls()).endsWith("complete");
    }

    @ParameterizedTest
    @ValueSource(strings = {"40", "5f ff", "5f 40 ff", "60", "7f ff", "d840 40"})
    void anEmptyPayloadIsAPayload(String value) {
        ToldBody told = ToldBody.of(Format.CBOR, new CborBytes().hex("a1" + PAYLOAD + value).toByteArray());
        assertThat(told.calls()).containsExactly("payload first", "operation", "complete");
    }

    private static void assertPayload(String value, byte[] content) {
        for (String head : List.of("a3", "b803", "b90003", "ba00000003", "bb0000000000000003", "bf", "d9d9f7 a3")) {
            String end = head.equals("bf") ? "ff" : "";
            assertTold(head + PAYLOAD + value + DEPLOY + end, content, "payload first", "payload", "operation");
            assertTold(head + DEPLOY + PAYLOAD + value + end, content, "operation", "payload");
        }
        String more = "61 7a a1" + PAYLOAD + "41 00"; // a payload within another value is none
        assertTold("a4" + DEPLOY + PAYLOAD + value + more, content, "operation", "payload", "amended");
        assertTold("a4" + more + DEPLOY + PAYLOAD + value, content, "operation", "payload");
    }

    private static void assertTold(String body, byte[] content, String... calls) {
        byte[] bytes = new CborBytes().hex(body).toByteArray();
        ToldBody told = ToldBody.of(Format.CBOR, bytes);
        assertThat(told.payload()).isEqualTo(content);
        assertThat(told.calls()).startsWith(calls).endsWith("complete").hasSize(calls.length + 1);
        assertThat(told.operation()).containsEntry("operation", "deploy").containsEntry("project", "a")
                .doesNotContainKey("payload");
        ToldBody.refusedWhenCutShort(Format.CBOR, bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"f6", "f7"})
    void nullIsNoPayload(String value) {
        byte[] body = new CborBytes().hex("a3" + PAYLOAD + value + DEPLOY).toByteArray();
        ToldBody told = ToldBody.of(Format.CBOR, body);
        assertThat(told.calls()).containsExactly("operation", "complete without payload");
        assertThat(told.operation()).isEqualTo(Map.of("operation", "deploy", "project", "a"));
    }

    @Test
    void keysInChunksAreKeys() {
        byte[] body = new CborBytes().hex("a3 7f 63 706179 60 64 6c6f6164 ff 42 0102" + DEPLOY).toByteArray();
        assertThat(ToldBody.of(Format.CBOR, body).payload()).containsExactly(1, 2);
    }

    @Test
    void otherValuesOfEveryKindAreReadAsEver() {
        byte[] body = new CborBytes().hex("a9").text("f").hex("fb3ff8000000000000").text("d").hex("c1 1a 5f000000")
                .text("n").hex("3b 0000000fffffffff").text("l").hex("9f 01 82 02 9f ff a0 ff").text("b")
                .hex("5f 41 01 41 02 ff").text("payload").hex("41 09").text("t").hex("7f 62 c3a9 ff").text("m")
                .hex("bf 61 61 f6 61 62 80 ff").text("h").hex("f9 3c00").toByteArray();
        ToldBody told = ToldBody.of(Format.CBOR, body);
        assertThat(told.payload()).containsExactly(9);
        assertThat(told.operation()).usingRecursiveComparison().isEqualTo(Map.of("f", 1.5, "d", 1593835520L, "n",
                -68719476736L, "l", List.of(1L, List.of(2L, List.of()), Map.of()), "b", new byte[] {1, 2}, "t",
                "\u00e9", "m", Map.of("b", List.of()), "h", 1L));
        ToldBody.refusedWhenCutShort(Format.CBOR, body);
    }

    /** What the walker does not judge is refused when the object is read: after a payload, too. */
    @ParameterizedTest
    @ValueSource(strings = {"", "80", "01", "f6", "c1 a0", "a0 00", "a1 01 02", "a1 41 61 02", "a1 81 61 02", "bf 6161 ff",
        "a1 6161 ff", "a1 6161 1c", "a1 6161 fc", "a1 6161 1f", "a1 6161 df", "a1 6161 5f 6161 ff",
        "a1 6161 5f 5f 4161 ff ff", "a1 6161 7f 4161 ff", "a1 6161 9f c1 ff", "a1 6161 c1 ff", "a1 6161 62 c080",
        "a1 62 c080 01", "a2 6161 01 6161 02", "bf 6161 f8 00 ff", "a1 ff", "9f ff", "d9d9f7 d9d9f7 a0", "a1 6161 f6 00"})
    void whatIsNoObjectIsRefused(String body) {
        ToldBody.refused(Format.CBOR, new CborBytes().hex(body).toByteArray())
                .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.INVALID_REQUEST));
        if (body.startsWith("a1")) {
            ToldBody.refused(Format.CBOR, new CborBytes().hex("a2" + PAYLOAD + "41 00" + body.substring(2)).toByteArray());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"01", "f5", "fa 3f800000", "80", "a0", "9f ff", "c1 41 00", "d840 d840 41 00", "d840 60",
        "d840 f6", "ff"})
    void otherPayloadsAreRefusedWithTheirForms(String value) {
        ToldBody.refused(Format.CBOR, new CborBytes().hex("a1" + PAYLOAD + value).toByteArray())
                .withMessage("'payload' must be a byte string or base64 text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5f 6161 ff", "5f 5f 4100 ff ff", "7f 4161 ff", "5f 01 ff", "5f c0 4100 ff", "61 ff", "61 61",
        "63 613d3d", "64 59 513d 20", "5b 8000000000000000", "5f 5b ffffffffffffffff ff", "41", "5f 4100"})
    void brokenPayloadsAreRefused(String value) {
        ToldBody.refused(Format.CBOR, new CborBytes().hex("a1" + PAYLOAD + value).toByteArray())
                .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.INVALID_REQUEST));
    }

    @ParameterizedTest
    @CsvSource({"41 00, 41 01", "f6, 41 00", "41 00, f6", "f6, f6", "41 00, 00"})
    void aSecondPayloadIsRefused(String one, String other) {
        byte[] body = new CborBytes().hex("a2" + PAYLOAD + one + "7f" + PAYLOAD + "ff" + other).toByteArray();
        ToldBody.refused(Format.CBOR, body).withMessage("The operation object has 'payload' twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a4 6161 01 6161 02 %s 6162 01", "a4 6161 01 %s 6161 02 6162 01", "a4 %s 6161 f6 6161 02 6162 01"})
    void aKeyThatIsThereTwiceIsRefusedOnBothSidesOfThePayload(String form) {
        ToldBody.refused(Format.CBOR, new CborBytes().hex(form.formatted(PAYLOAD + "41 00")).toByteArray())
                .withMessageContaining("a key twice");
    }

    @Test
    void somethingBehindTheObjectIsRefused() {
        for (String behind : List.of("00", "ff", "a0", "f6", "d9")) {
            ToldBody.refused(Format.CBOR, new CborBytes().hex("a1" + PAYLOAD + "41 00" + behind).toByteArray())
                    .withMessageContaining("something behind it");
        }
    }

    /** Passes on nothing but keeps the arrays of the payload. */
    private record SlicesOnly(List<byte[]> seen) implements BodyListener {
        @Override
        public void operation(Map<String, Object> operation) {}

        @Override
        public void payloadFirst() {}

        @Override
        public void amended(Map<String, Object> operation) {}

        @Override
        public void payload(byte[] buf, int off, int len) {
            seen.add(buf);
        }

        @Override
        public void digest(dev.slipway.model.Digest declared) {}

        @Override
        public void complete(boolean payloadSeen) {}
    }
}
