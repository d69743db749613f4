package dev.slipway.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Operation objects made at random, with a payload anywhere among their keys, come out as they went in. */
class GeneratedObjectsTest {
    private static final int OBJECTS = 1_500;
    private static final String[] TEXTS = {"", "a", "é日本", "\ud83d\ude00", "\"\\/\b\f\n\r\t", "payload", "null", "\u0001",
        "x".repeat(300)};

    @ParameterizedTest
    @EnumSource
    void whatIsWrittenIsTold(Format format) {
        for (int seed = 0; seed < OBJECTS; seed++) {
            Random random = new Random(seed);
            byte[] payload = new byte[random.nextInt(random.nextBoolean() ? 10 : 30_000)];
            random.nextBytes(payload);
            Map<String, Object> expected = object(random, 0);
            RecordedBody told = fed(format, ObjectWriter.write(with(payload, expected, random), format), random);

            assertThat(told.operation()).as("seed %d", seed).usingRecursiveComparison().isEqualTo(expected);
            assertThat(told.payload()).as("seed %d", seed).isEqualTo(payload);
            assertThat(told.calls()).as("seed %d", seed).endsWith("complete");
        }
    }

    private static RecordedBody fed(Format format, byte[] bytes, Random random) {
        RecordedBody told = new RecordedBody();
        ObjectBody body = new ObjectBody(format, told);
        int most = 1 + random.nextInt(random.nextBoolean() ? 4 : 4096);
        for (int from = 0; from < bytes.length; ) {
            byte[] slice = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + 1 + random.nextInt(most)));
            body.write(slice, 0, slice.length);
            Arrays.fill(slice, (byte) '#');
            from += slice.length;
        }
        body.end();
        return told;
    }

    private static Map<String, Object> with(byte[] payload, Map<String, Object> object, Random random) {
        List<String> keys = new ArrayList<>(object.keySet());
        keys.add(random.nextInt(keys.size() + 1), "payload");
        Map<String, Object> whole = new LinkedHashMap<>();
        keys.forEach(key -> whole.put(key, key.equals("payload") ? payload : object.get(key)));
        return whole;
    }

    private static Map<String, Object> object(Random random, int depth) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int keys = random.nextInt(6); keys >= 0; keys--) {
            object.put(TEXTS[random.nextInt(4)] + random.nextInt(99), value(random, depth + 1));
        }
        return object;
    }

    private static Object value(Random random, int depth) {
        return switch (random.nextInt(depth < 5 ? 7 : 4)) {
            case 0 -> TEXTS[random.nextInt(TEXTS.length)];
            case 1 -> random.nextBoolean();
            case 2 -> random.nextLong() >> random.nextInt(64);
            case 3 -> Collections.emptyList();
            case 4 -> List.of(value(random, depth + 1), value(random, depth + 1));
            default -> object(random, depth);
        };
    }
}
