package dev.slipway.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.codec.Format;
import dev.slipway.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonObjectBodyTest {
    private static final byte[] CONTENT = {1, 2, 3, (byte) 0xff, (byte) 0xf6, 9, (byte) 0xfb, (byte) 0xef, 0, 77};
    private static final String DEPLOY = "\"operation\":\"deploy\",\"project\":\"a\"";

    @ParameterizedTest
    @ValueSource(strings = {"\"AQID//YJ++8ATQ==\"", "\"AQID//YJ++8ATQ\"", "\"AQID__YJ--8ATQ==\"", "\"AQID__YJ--8ATQ\"",
        "\"AQID\\/\\/YJ\\u002b\\u002B8ATQ\\u003d=\"", "\"AQID//Y\\r\\nJ++8\\nATQ\\r\\n==\\n\"",
        "\"\\u0041QID\\u000a/\\u002fYJ++8ATQ==\"", "{\"type\":\"Buffer\",\"data\":[1,2,3,255,246,9,251,239,0,77]}",
        "{ \"data\" :\n[ 1 , 2,3\t,255 ,246,9,251,\r\n239,0,77 ] , \"type\" : \"Buffer\" }",
        "{\"t\\u0079pe\":\"Buf\\u0066er\",\"\\u0064ata\":[1,2,3,255,246,9,251,239,0,77]}"})
    void aPayloadIsTakenInAllItsFormsAndPlaces(String value) {
        for (String key : List.of("\"payload\"", "\"p\\u0061yload\"", " \n\"\\u0070aylo\\u0061\\u0064\" \t")) {
            String payload = key + ":" + value;
            assertTold("{" + DEPLOY + "," + payload + "}", "operation", "payload");
            assertTold(" { " + payload + " , " + DEPLOY + " } \r\n", "payload first", "payload", "operation");
            assertTold("{\"l\":[{}," + "\"}]\\\\\"]," + DEPLOY + "," + payload + ",\"cborEncode\":true}", "operation",
                    "payload", "amended");
            assertTold("{\"o\":{\"payload\":\"x\",\"a\":[\"payload\"]}," + DEPLOY + "," + payload + "\n}", "operation",
                    "payload");
        }
    }

    private static void assertTold(String body, String... calls) {
        ToldBody told = ToldBody.of(Format.JSON, bytes(body));
        assertThat(told.payload()).isEqualTo(CONTENT);
        assertThat(told.calls()).startsWith(calls).endsWith("complete").hasSize(calls.length + 1);
        assertThat(told.operation()).containsEntry("operation", "deploy").containsEntry("project", "a")
                .doesNotContainKey("payload");
        ToldBody.refusedWhenCutShort(Format.JSON, bytes(body.stripTrailing()));
    }

    @Test
    void aLargePayloadComesThroughInAnyPieces() {
        byte[] content = ToldBody.random(300_001);
        assertThat(large("\"" + Base64.getEncoder().encodeToString(content) + "\"")).isEqualTo(content);
        String lines = Base64.getMimeEncoder().encodeToString(content).replace("\r\n", "\\r\\n").replace("/", "\\/");
        assertThat(large("\"" + lines + "\"")).isEqualTo(content);
        String numbers = IntStream.range(0, content.length).mapToObj(i -> "" + (content[i] & 0xff))
                .collect(Collectors.joining(","));
        assertThat(large("{\"type\":\"Buffer\",\"data\":[" + numbers + "]}")).isEqualTo(content);
        assertThat(large("{\"data\":[" + numbers.replace(",", "\n, ") + "],\"type\":\"Buffer\"}")).isEqualTo(content);
    }

    private static byte[] large(String value) {
        ToldBody told = ToldBody.of(Format.JSON, bytes("{" + DEPLOY + ",\"payload\":" + value + ",\"z\":1}"));
        assertThat(told.calls()).containsExactly("operation", "payload", "amended", "complete");
        return told.payload();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\"\\n\"", "{\"type\":\"Buffer\",\"data\":[]}", "{\"data\":[ ],\"type\":\"Buffer\"}"})
    void anEmptyPayloadIsAPayload(String value) {
        assertThat(ToldBody.of(Format.JSON, bytes("{\"payload\":" + value + "}")).calls())
                .containsExactly("payload first", "operation", "complete");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"payload\":null," + DEPLOY + "}", "{" + DEPLOY + ",\"payload\": null }", "{" + DEPLOY + "}"})
    void nullIsNoPayload(String body) {
        ToldBody told = ToldBody.of(Format.JSON, bytes(body));
        assertThat(told.calls()).containsExactly("operation", "complete without payload");
        assertThat(told.operation()).isEqualTo(Map.of("operation", "deploy", "project", "a"));
        ToldBody.refusedWhenCutShort(Format.JSON, bytes(body));
    }

    @Test
    void otherValuesOfEveryKindAreReadAsEver() {
        String body = "{\"s\":\"\u00e9\\u00e9\\\"\\\\\",\"n\":-1.5e0,\"l\":[1,null,[]],\"payload\":\"AQ\",\"t\":true,"
                + "\"o\":{\"a\":{\"payload\":1}},\"Payload\":1,\"payloads\":2,\"payloa\":3,\"p\u00e9yload\":4,\"\":5}";
        ToldBody told = ToldBody.of(Format.JSON, bytes(body));
        assertThat(told.operation()).containsEntry("s", "\u00e9\u00e9\"\\").containsEntry("n", -1.5)
                .containsEntry("t", true).containsEntry("o", Map.of("a", Map.of("payload", 1L)))
                .containsEntry("payloads", 2L).containsEntry("", 5L).hasSize(10);
        assertThat(told.payload()).containsExactly(1);
        ToldBody.refusedWhenCutShort(Format.JSON, bytes(body));
    }

    /** What the walker does not judge is refused when the object is read: after a payload, too. */
    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1,}", "{,}", "{\"a\"}", "{\"a\":}", "{\"a\" 1}", "{a:1}", "{'a':1}", "{\"a\":01}",
        "{\"a\":nul}", "{\"a\":[}", "{\"a\":[}]}", "{\"a\":{]}", "{\"a\":1]", "{\"a\":1 2}", "{\"a\":\"\n\"}", "{\"a\n\":1}",
        "{\"a\":\"\\x\"}", "{\"\\x\":1}", "{\"\\u00g0\":1}", "{\"a\":1}{}", "{\"a\":1} x", "{\"a\":1,\"a\":2}",
        "{\"a\":1,\"\\u0061\":2}", "{\"a\":\"\\uD8\"}", "{\"a\":1e400}", "{\"a\":\"x\"\"y\"}", "{\"a\":1/**/}"})
    void whatIsNoObjectIsRefused(String body) {
        refused(body);
        refused("{\"payload\":\"AQ==\"," + body.substring(1));
        refused("{\"payload\":{\"type\":\"Buffer\",\"data\":[1]}," + body.substring(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "[]", "1", "\"a\"", "null", "\ufeff{}", "}", "/**/{}", "{", "{\"payload\"",
        "{\"payload\":\"\"", "{\"payload\":\"\"}}", "{\"payload\":\"\"},", "{\"payload\":\"\"x}", "{\"payload\":\"\"\"\"}",
        "{\"payload\":\"\":1}", "{\"payload\":\"\"1}", "{\"payload\":\"\"[]}", "{\"payload\":nul}", "{\"payload\":n\"\"}",
        "{\"payload\":null\"\"}", "{\"payload\":\"\",}", "{\"a\":1 \"payload\":\"\"}"})
    void otherTextsAreRefused(String body) {
        refused(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "true", "[]", "[1]", "-1", "{}", "{\"type\":\"Buffer\"}", "{\"data\":[1]}", "x", "}", ",",
        "{\"type\":\"Buffer\",\"type\":\"Buffer\",\"data\":[]}", "{\"data\":[],\"data\":[],\"type\":\"Buffer\"}",
        "{\"type\":\"buffer\",\"data\":[]}", "{\"type\":\"Buffer2\",\"data\":[]}", "{\"type\":null,\"data\":[]}",
        "{\"type\":\"Buffer\",\"data\":\"AQ==\"}", "{\"type\":\"Buffer\",\"data\":{}}", "{\"type\":\"Buffer\",\"data\":null}",
        "{\"type\":\"Buffer\",\"data\":[],\"x\":1}", "{\"x\":1,\"type\":\"Buffer\",\"data\":[]}",
        "{\"type\":{\"type\":\"Buffer\"},\"data\":[]}", "{\"type\":\"Buffer\",\"data\":[],}", "{,\"type\":\"Buffer\"}",
        "{\"type\" \"Buffer\",\"data\":[]}", "{\"type\":\"Buffer\" \"data\":[]}", "{\"type\":\"Buffer\",\"data\":[]]"})
    void otherPayloadsAreRefusedWithTheirForms(String value) {
        ToldBody.refused(Format.JSON, bytes("{\"payload\":" + value + "}")).withMessage("'payload' must be base64 text, "
                + "or {\"type\":\"Buffer\",\"data\":[numbers from 0 to 255]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"256", "1000000000000", "-1", "1.0", "1e1", "01", "00", "1,", ",1", "1,,2", "1 2", "1 ,, 2", "+1",
        "0x1", "null", "\"1\"", "[1]", "[[[[1]]]]", "{}", "1;", "1]]", "1}", "\u0660", "1,]", "1, ]", "2 5"})
    void aBufferHoldsNothingButBytes(String numbers) {
        refused("{\"payload\":{\"type\":\"Buffer\",\"data\":[" + numbers + "]}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "AB", "AQ=", "AQ===", "=", "AQ==AQ==", "AQ==A", "A Q=", "AQ!=", "AQ\u00e9=", "\u0000AQ=",
        "AQ\n==", "AQ\\t==", "AQ\\u0020==", "AQ\\u0141==", "AQ\\x==", "AQ\\\\==", "AQ\\u00g0", "AQ=\\u00", "A\\\"Q="})
    void brokenBase64IsRefused(String text) {
        refused("{\"payload\":\"" + text + "\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"\"AQ==\"|\"AQ==\"", "null|\"AQ==\"", "\"AQ==\"|null", "null|null", "\"\"|1"})
    void aSecondPayloadIsRefused(String one, String other) {
        ToldBody.refused(Format.JSON, bytes("{\"payload\":" + one + ",\"\\u0070ayload\":" + other + "}"))
                .withMessage("The operation object has 'payload' twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1,\"a\":2,%s,\"b\":1}", "{\"a\":1,%s,\"a\":2}", "{%s,\"a\":null,\"\\u0061\":2}"})
    void aKeyThatIsThereTwiceIsRefusedOnBothSidesOfThePayload(String form) {
        ToldBody.refused(Format.JSON, bytes(form.formatted("\"payload\":\"AQ==\""))).withMessageContaining("a key twice");
    }

    @Test
    void aRefusalDoesNotQuoteTheBody() {
        for (String secret : List.of("{\"password\":secret}", "{\"payload\":\"secret!\"}", "secret", "{\"payload\":secret}",
                "{\"password\":\"\\secret\"}", "{\"payload\":{\"secret\":1}}", "{\"secret\":1,\"secret\":2}")) {
            ToldBody.refused(Format.JSON, bytes(secret)).withMessageNotContaining("secret")
                    .satisfies(e -> assertThat(e.getCause()).isNull());
        }
    }

    private static void refused(String body) {
        ToldBody.refused(Format.JSON, bytes(body)).satisfies(e ->
                assertThat(e.problem()).isEqualTo(Problem.INVALID_REQUEST));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
