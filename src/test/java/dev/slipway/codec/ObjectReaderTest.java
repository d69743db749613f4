package dev.slipway.codec;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectReaderTest {

    @Test
    void anObjectOfTooManyValuesIsRefusedBeforeItFillsTheHeap() {
        String json = "{\"x\":[" + "{},".repeat(ObjectReader.MAX_VALUES) + "{}]}";
        assertThatThrownBy(() -> ObjectReader.read(json.getBytes(StandardCharsets.UTF_8), Format.JSON))
                .isInstanceOfSatisfying(DeployException.class,
                        e -> assertThat(e.problem()).isEqualTo(Problem.LIMIT_EXCEEDED));
    }

    @Test
    void aJsonObjectKeepsItsKeysInOrderAndItsTypes() {
        Map<String, Object> read = json("{\"z\":\"\u00e9\",\"a\":true,\"n\":-7,\"f\":1.5,\"l\":[1,null,[]],\"o\":{}}");
        assertThat(read.keySet()).containsExactly("z", "a", "n", "f", "l", "o");
        assertThat(read).containsEntry("z", "\u00e9").containsEntry("a", true).containsEntry("n", -7L)
                .containsEntry("f", 1.5).containsEntry("l", Arrays.asList(1L, null, List.of()))
                .containsEntry("o", Map.of());
    }

    @Test
    void nullAndUndefinedAreAsGoodAsAbsent() {
        assertThat(json("{\"a\":null,\"b\":1}")).containsOnlyKeys("b");
        assertThat(cbor("a3 6161 f6 6162 f7 6163 01")).containsOnlyKeys("c");
    }

    @Test
    void aKeyThatIsNullTheFirstTimeIsStillTwice() {
        refused("{\"a\":null,\"a\":1}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1e0", "10e-1"})
    void aNumberWithoutAFractionIsALong(String number) {
        assertThat(json("{\"a\":" + number + "}")).containsEntry("a", 1L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "1", "\"a\"", "null", "{", "{\"a\":1", "{\"a\"}", "{\"a\":}", "{a:1}", "{'a':1}",
        "{\"a\":1,}", "{\"a\":01}", "{\"a\":NaN}", "{\"a\":1}{}", "{\"a\":1} x", "{\"a\":1}]", "/**/{}",
        "{\"a\":1,\"a\":2}", "{\"a\":{\"b\":1,\"b\":1}}", "{\"a\":1,\"\\u0061\":2}", "{\"a\":\"\n\"}",
        "{\"a\":1e400}", "{\"a\":1e999999999}", "{\"a\":9223372036854775808}", "\ufeff{}"})
    void otherJsonIsRefused(String text) {
        refused(text);
    }

    @Test
    void longNumbersAreRefused() {
        refused("{\"a\":" + "9".repeat(100_000) + "}");
        refused("{\"a\":0." + "9".repeat(100_000) + "}");
    }

    @Test
    void nestingIsTakenToItsLimitAndNoFurther() {
        assertThat(json("{\"a\":" + "[".repeat(31) + "]".repeat(31) + "}")).containsKey("a");
        refused("{\"a\":" + "[".repeat(32) + "]".repeat(32) + "}");
        refused("{\"a\":" + "[".repeat(60_000) + "]".repeat(60_000) + "}");
        assertThat(cbor("a1 6161" + "81".repeat(30) + "80")).containsKey("a");
        refusedCbor("a1 6161" + "81".repeat(31) + "80");
        refusedCbor("a1 6161" + "9f".repeat(60_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"c080", "eda080", "c328", "ff", "80", "c3", "f5808080", "e08080"})
    void invalidUtf8IsRefusedInBothNotations(String utf8) {
        byte[] bad = HexFormat.of().parseHex(utf8);
        byte[] json = concat(bytes("{\"a\":\""), bad, bytes("\"}"));
        assertRefused(json, Format.JSON);
        String head = HexFormat.of().toHexDigits((byte) (0x60 + bad.length));
        refusedCbor("a1 6161" + head + utf8);
        refusedCbor("a1" + head + utf8 + "01");
        refusedCbor("a1 6161 7f" + head + utf8 + "ff");
    }

    @Test
    void otherEncodingsOfJsonAreRefused() {
        assertRefused("{\"a\":1}".getBytes(StandardCharsets.UTF_16LE), Format.JSON);
        assertRefused("{\"a\":1}".getBytes(StandardCharsets.UTF_16), Format.JSON);
    }

    @Test
    void mapHeadsOfEverySizeAreTaken() {
        for (String head : List.of("a1", "b801", "b90001", "ba00000001", "bb0000000000000001")) {
            assertThat(cbor(head + "6161 01")).containsEntry("a", 1L);
        }
        assertThat(cbor("bf 6161 01 ff")).containsEntry("a", 1L);
    }

    @Test
    void byteStringsComeInAllTheirForms() {
        for (String value : List.of("43 010203", "d840 43 010203", "5f 41 01 42 0203 ff",
                "5b0000000000000003 010203")) {
            assertThat((byte[]) cbor("a1 6161" + value).get("a")).containsExactly(1, 2, 3);
        }
    }

    @Test
    void textInChunksIsTaken() {
        assertThat(cbor("a1 6161 7f 6162 62c3a9 ff")).containsEntry("a", "b\u00e9");
    }

    @Test
    void integersThatArriveAsFloatsAreIntegers() {
        assertThat(cbor("a1 6161 fb 4202a05f20000000")).containsEntry("a", 10_000_000_000L);
        assertThat(cbor("a1 6161 f9 3c00")).containsEntry("a", 1L);
        assertThat(cbor("a1 6161 fb 3ff8000000000000")).containsEntry("a", 1.5);
    }

    @Test
    void aDateIsTheNumberOfItsSeconds() {
        assertThat(cbor("a1 6161 c1 1a 5f000000")).containsEntry("a", 1593835520L);
        assertThat(cbor("a1 6161 c1 fb 41d7c00000200000")).containsEntry("a", 1593835520.5);
    }

    @Test
    void aRecordGivesTheObjectThatItsDefinitionNames() {
        assertThat(cbor("d9dfff 84 19e000 82 6161 6162 01 02")).isEqualTo(Map.of("a", 1L, "b", 2L));
    }

    @Test
    void aLaterRecordHasTheKeysOfTheFirst() {
        assertThat(cbor("a1 6178 82 d9dfff 83 19e001 81 6161 01 d9e001 81 02"))
                .isEqualTo(Map.of("x", List.of(Map.of("a", 1L), Map.of("a", 2L))));
    }

    @Test
    void aRecordMayBeUsedWithinTheOneThatDefinesIt() {
        assertThat(cbor("d9dfff 83 19e000 81 6161 d9e000 81 02")).isEqualTo(Map.of("a", Map.of("a", 2L)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"d9e000 81 01", "d9dfff 80", "d9dfff 81 19e000", "d9dfff 82 19e000 81 6161",
        "d9dfff 83 01 81 6161 01", "d9dfff 83 19e000 6161 01", "d9dfff 83 19e000 81 01 01",
        "d9dfff 84 19e000 82 6161 6161 01 02", "a1 6178 82 d9dfff 83 19e001 81 6161 01 d9e001 82 02 03"})
    void recordsThatDoNotAddUpAreRefused(String hex) {
        refusedCbor(hex);
    }

    @ParameterizedTest
    @ValueSource(strings = {"80", "01", "f6", "a1", "a1 6161", "a1 6161 01 00", "a1 6161 01 ff", "bf 6161 01",
        "a2 6161 01 6161 02", "a2 01 01 6131 02", "a1 6161 1bffffffffffffffff", "a1 6161 fb7ff0000000000000",
        "a1 6161 fb7ff8000000000000", "a1 6161 c482 1a7fffffff 01", "a1 6161 c2 49 010000000000000000", "a1 6161 1c",
        "a1 6161 62 61", "5b7fffffffffffffff", "bbffffffffffffffff", "ba7fffffff", "a1 6161 5b7fffffffffffffff",
        "a1 6161 5a7fffffff 00", "a1 6161 7a7fffffff 61", "a1 6161 9b7fffffffffffffff", "a1 6161 9a7fffffff",
        "a1 6161 5bffffffffffffffff"})
    void otherCborIsRefused(String hex) {
        refusedCbor(hex);
    }

    @Test
    void theFirstByteTellsTheNotation() {
        assertThat(ObjectReader.read(bytes("{\"a\":1}"))).containsEntry("a", 1L);
        assertThat(ObjectReader.read(HexFormat.of().parseHex("a1616101"))).containsEntry("a", 1L);
        assertThat(ObjectReader.read(HexFormat.of().parseHex("d9dfff8319e00081616101"))).containsEntry("a", 1L);
    }

    @Test
    void aRefusalQuotesNothingOfTheInput() {
        assertThatExceptionOfType(DeployException.class)
                .isThrownBy(() -> json("{\"password\":hunter2}"))
                .withMessageNotContaining("hunter2").withNoCause();
    }

    private static Map<String, Object> json(String text) {
        return ObjectReader.read(bytes(text), Format.JSON);
    }

    private static Map<String, Object> cbor(String hex) {
        return ObjectReader.read(HexFormat.of().parseHex(hex.replace(" ", "")), Format.CBOR);
    }

    private static void refused(String text) {
        assertRefused(bytes(text), Format.JSON);
    }

    private static void refusedCbor(String hex) {
        assertRefused(HexFormat.of().parseHex(hex.replace(" ", "")), Format.CBOR);
    }

    private static void assertRefused(byte[] input, Format format) {
        assertThatExceptionOfType(DeployException.class).isThrownBy(() -> ObjectReader.read(input, format))
                .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.INVALID_REQUEST));
    }

    private static byte[] concat(byte[]... arrays) {
        var all = new java.io.ByteArrayOutputStream();
        for (byte[] array : arrays) {
            all.writeBytes(array);
        }
        return all.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
