package dev.slipway.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ObjectWriterTest {
    private static final byte[] BYTES = {1, 2, -1};

    @Test
    void jsonKeepsTheOrderAndWritesNull() {
        assertThat(json(sample())).isEqualTo(
                "{\"z\":\"\u00e9 \\\"\",\"a\":true,\"n\":-7,\"f\":1.5,\"l\":[1,null],"
                + "\"o\":{\"x\":null},\"b\":\"AQL/\"}");
    }

    @Test
    void cborIsReadBackAsItWasWritten() {
        Map<String, Object> read = ObjectReader.read(ObjectWriter.write(sample(), Format.CBOR), Format.CBOR);
        assertThat(read.keySet()).containsExactly("z", "a", "n", "f", "l", "o", "b");
        assertThat(read).containsEntry("n", -7L).containsEntry("l", Arrays.asList(1L, null))
                .containsEntry("z", "\u00e9 \"");
        assertThat((byte[]) read.get("b")).isEqualTo(BYTES);
    }

    @Test
    void mapsAndListsHaveDefiniteLengthsInCbor() {
        byte[] cbor = ObjectWriter.write(Map.of("a", List.of(Map.of("b", 1))), Format.CBOR);
        assertThat(cbor).isEqualTo(new byte[] {(byte) 0xa1, 0x61, 'a', (byte) 0x81, (byte) 0xa1, 0x61, 'b', 1});
    }

    @Test
    void longTextIsOneStringInCbor() {
        String text = "\u00e9".repeat(50_000);
        byte[] cbor = ObjectWriter.write(Map.of("a", text), Format.CBOR);
        assertThat(Arrays.copyOf(cbor, 8)).isEqualTo(
                new byte[] {(byte) 0xa1, 0x61, 'a', 0x7a, 0, 1, (byte) 0x86, (byte) 0xa0});
        assertThat(cbor).hasSize(8 + 100_000);
    }

    @Test
    void longKeysAreOneStringInCbor() {
        byte[] cbor = ObjectWriter.write(Map.of("k".repeat(5_000), 1), Format.CBOR);
        assertThat(Arrays.copyOf(cbor, 4)).isEqualTo(new byte[] {(byte) 0xa1, 0x79, 0x13, (byte) 0x88});
    }

    @Test
    void otherValuesAreAMistakeOfTheCaller() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ObjectWriter.write(Map.of("a", new StringBuilder[0]), Format.CBOR));
    }

    private static Map<String, Object> sample() {
        Map<String, Object> nothing = new LinkedHashMap<>();
        nothing.put("x", null);
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("z", "\u00e9 \"");
        map.put("a", true);
        map.put("n", -7);
        map.put("f", 1.5);
        map.put("l", Arrays.asList(1L, null));
        map.put("o", nothing);
        map.put("b", BYTES);
        return map;
    }

    private static String json(Map<String, Object> map) {
        return new String(ObjectWriter.write(map, Format.JSON), StandardCharsets.UTF_8);
    }
}
