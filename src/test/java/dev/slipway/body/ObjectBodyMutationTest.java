package dev.slipway.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.codec.Format;
import dev.slipway.problem.DeployException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Changes bodies at random and compares with a reader that has the whole body in memory: what is taken must be legal
 * there too, and tell the same.
 */
class ObjectBodyMutationTest {
    private static final int ROUNDS = 20_000;
    private static final byte[] CBOR_BYTES = HexFormat.of().parseHex("00ff01179f5f7fbff6f7c0d8d940415860618182a0a1f93c19e0");
    private static final byte[] JSON_BYTES = "{}[]\",:\\u n\r\n\t/0159-.eAa=tf\u0000\u00ff".getBytes(StandardCharsets.ISO_8859_1);

    private int taken;
    private int refused;
    private int refusedByUsOnly;

    @Test
    void changedCborIsRefusedOrMeansWhatTheWholeSays() {
        String deploy = "69 6f7065726174696f6e 66 6465706c6f79 67 70726f6a656374 61 61";
        String payload = "67 7061796c6f6164";
        compare(Format.CBOR, CBOR_BYTES, Stream.of("b90004" + deploy + payload + "45 0102030405 61 7a f5",
                "bf" + payload + "d840 45 0102030405" + deploy + "61 7a 82 01 a1 61 61 f6 ff",
                "a3" + deploy + "7f 63 706179 64 6c6f6164 ff 5f 41 01 42 0203 ff",
                "d9d9f7 a4 61 66 fb3ff8000000000000" + deploy + payload + "68 4151494432506639",
                "d9dfff 86 19e000 84 69 6f7065726174696f6e 67 70726f6a656374" + payload + "61 7a 6164 6161 43 010203 01",
                "d9dfff 9f 19e000 83 61 7a 61 71" + payload + "d9dfff 83 19e001 81 61 63 01 d9e001 81 02 41 07 ff",
                "a2" + payload + "7f 64 41514944 64 32506639 ff 61 6c 9f 01 5f 41 01 ff bf 61 61 c1 1a 5f000000 ff ff")
                .map(hex -> HexFormat.of().parseHex(hex.replace(" ", ""))).toList());
    }

    @Test
    void changedJsonIsRefusedOrMeansWhatTheWholeSays() {
        String deploy = "\"operation\":\"deploy\",\"project\":\"a\"";
        compare(Format.JSON, JSON_BYTES, Stream.of("{" + deploy + ",\"payload\":\"AQID//YJ++8ATQ==\",\"z\":[1,{\"a\":null}]}",
                " { \"p\\u0061yload\" : \"AQ\\u0049D\\/\\n__8\" , " + deploy + " } ",
                "{" + deploy + ",\"payload\":{\"type\":\"Buffer\",\"data\":[1,2,3,255, 0]}}",
                "{\"payload\": {\"data\" : [ 10 ,20,\n3] ,\"type\":\"Buffer\"},\"s\":\"\\\"\u00e9\\\\]\", " + deploy + "}",
                "{\"a\":{\"payload\":\"x\"},\"payload\":null,\"b\":[[],{}],\"n\":-1.5e3}")
                .map(text -> text.getBytes(StandardCharsets.UTF_8)).toList());
    }

    private void compare(Format format, byte[] alphabet, List<byte[]> bodies) {
        Random random = new Random(57343);
        for (byte[] body : bodies) {
            compare(format, body, "as it is");
        }
        assertThat(taken).isEqualTo(bodies.size());
        for (int round = 0; round < ROUNDS; round++) {
            byte[] body = bodies.get(random.nextInt(bodies.size()));
            int changes = random.nextInt(10) < 7 ? 1 : 2;
            for (int i = 0; i < changes; i++) {
                body = changed(body, alphabet, random);
            }
            compare(format, body, "round " + round);
        }
        assertThat(taken).isGreaterThan(ROUNDS / 20);
        assertThat(refused).isGreaterThan(ROUNDS / 4);
        assertThat(refusedByUsOnly).isLessThan(ROUNDS / 50);
    }

    private static byte[] changed(byte[] body, byte[] alphabet, Random random) {
        int at = random.nextInt(body.length);
        int behind = at + 1 + random.nextInt(Math.min(4, body.length - at));
        byte other = random.nextBoolean() ? alphabet[random.nextInt(alphabet.length)] : (byte) random.nextInt(256);
        return switch (random.nextInt(6)) {
            case 0, 1 -> spliced(body, at, at + 1, other);
            case 2 -> spliced(body, at, at + 1, (byte) (body[at] ^ 1 << random.nextInt(8)));
            case 3 -> spliced(body, at, at, other);
            case 4 -> spliced(body, at, behind);
            default -> spliced(body, behind, behind, Arrays.copyOfRange(body, at, behind));
        };
    }

    private static byte[] spliced(byte[] body, int from, int to, byte... instead) {
        byte[] result = Arrays.copyOf(body, body.length - (to - from) + instead.length);
        System.arraycopy(instead, 0, result, from, instead.length);
        System.arraycopy(body, to, result, from + instead.length, body.length - to);
        return result;
    }

    private void compare(Format format, byte[] body, String which) {
        ToldBody told = told(format, body);
        ToldBody expected = expected(format, body);
        if (told == null) {
            refused++;
            refusedByUsOnly += expected == null ? 0 : 1;
            return;
        }
        taken++;
        if (expected == null || !told.isSame(expected)) {
            String shown = which + ": " + (format == Format.JSON ? new String(body, StandardCharsets.UTF_8)
                    : HexFormat.of().formatHex(body));
            assertThat(expected).as(shown).isNotNull();
            told.assertSame(expected, shown);
        }
    }

    private static ToldBody told(Format format, byte[] body) {
        try {
            return ToldBody.once(format, body);
        } catch (DeployException e) {
            return null;
        }
    }

    private static ToldBody expected(Format format, byte[] body) {
        try {
            return WholeObject.read(format, body);
        } catch (RuntimeException e) {
            return null;
        }
    }
}
