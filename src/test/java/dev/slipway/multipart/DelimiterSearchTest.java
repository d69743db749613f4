package dev.slipway.multipart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DelimiterSearchTest {
    private static final String ORDINARY = "\r\n------------------------d74496d66958873e";
    private static final String DASHES = "\r\n--" + "-".repeat(70);
    /** All words of it but the first are the same. */
    private static final String LONG_RUN = "\r\n--" + "a".repeat(70);
    private static final int SIZE = 1 << 17;

    /** Counts the bytes that the search looks at. */
    private static final class Counting extends DelimiterSearch {
        private long looks;

        Counting(byte[] delimiter) {
            super(delimiter);
        }

        @Override
        byte at(byte[] buf, int index) {
            looks++;
            return super.at(buf, index);
        }

        @Override
        long eight(byte[] buf, int index) {
            looks += Long.BYTES;
            return super.eight(buf, index);
        }
    }

    record Hostile(String name, String delimiter, byte[] content) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Hostile> hostileContents() {
        return Stream.concat(Stream.of(ORDINARY, DASHES, LONG_RUN, "\r\n--boundary", "\r\n--x"),
                Stream.of(15, 16, 17, 23, 24, 27, 31, 32, 33).map(n -> "\r\n" + "-".repeat(n - 2))).flatMap(d -> Stream.concat(periodic(d), Stream.of(
                new Hostile("CR", d, repeated("\r")),
                new Hostile("CR LF", d, repeated("\r\n")),
                new Hostile("CR LF dash dash", d, repeated("\r\n--")),
                new Hostile("dashes", d, repeated("-")),
                new Hostile("all but the last byte", d, repeated(d.substring(0, d.length() - 1))),
                new Hostile("all but the last byte, then another", d, repeated(d.substring(0, d.length() - 1) + "!")),
                new Hostile("all but the first byte", d, repeated(d.substring(1))),
                new Hostile("a wrong byte in the middle", d,
                        repeated(d.substring(0, d.length() / 2) + "!" + d.substring(d.length() / 2 + 1))),
                new Hostile("CR, and CR LF", d, repeated("-".repeat(7) + "\r\r\n" + "-".repeat(6))),
                new Hostile("the last byte", d, repeated(d.substring(d.length() - 1))))))
                .filter(hostile -> !new String(hostile.content, StandardCharsets.US_ASCII).contains(hostile.delimiter));
    }

    /** CR, or more of its beginning, with characters of its end behind, again and again. */
    private static Stream<Hostile> periodic(String d) {
        return Stream.of(1, 2, 3, 6, 7, 8, 15, 31, 32, 43, 44, 75).flatMap(period -> Stream.of(1, 2, 4, 8, 16, 32)
                .filter(head -> head <= Math.min(period, d.length() - 1))
                .flatMap(head -> Stream.of(d.length() - 1, d.length() - 2).map(end -> new Hostile(
                        head + " of " + period + ", then " + d.charAt(end), d,
                        repeated(d.substring(0, head) + d.substring(end, end + 1).repeat(period - head))))));
    }

    @ParameterizedTest
    @MethodSource("hostileContents")
    void noContentMakesItLookAtMoreThanFiveBytesForEachOrThreeForOrdinaryDelimiters(Hostile hostile) {
        Counting search = new Counting(hostile.delimiter.getBytes(StandardCharsets.US_ASCII));
        assertThat(search.find(hostile.content, 0, SIZE)).isEqualTo(-1);
        assertThat(search.looks).isLessThanOrEqualTo((hostile.delimiter.length() < 32 ? 5L : 3L) * SIZE);
    }

    @ParameterizedTest
    @MethodSource("hostileContents")
    void smallSlicesCostNoMoreThanSixLooksForEachByte(Hostile hostile) {
        for (int slice : new int[] {1, 2, 3, 7, 73, 74, 75, 1000}) {
            Counting search = new Counting(hostile.delimiter.getBytes(StandardCharsets.US_ASCII));
            feed(search, hostile.content, slice);
            assertThat(search.looks).as("slices of %d", slice).isLessThanOrEqualTo(6L * SIZE);
        }
    }

    /** As the parser does it. */
    private static void feed(DelimiterSearch search, byte[] content, int slice) {
        int matched = 0;
        for (int from = 0; from < content.length;) {
            int to = Math.min(content.length, from - from % slice + slice);
            if (matched > 0) {
                int now = search.resume(matched, content, from, to);
                from += now - matched;
                matched = from < to ? 0 : now;
            } else {
                assertThat(search.find(content, from, to)).isEqualTo(-1);
                matched = to - search.findPartial(content, from, to);
                from = to;
            }
        }
    }

    @Test
    void ordinaryContentIsLookedAtHardlyMoreThanOnce() {
        byte[] content = new byte[SIZE];
        new Random(1).nextBytes(content);
        Counting search = new Counting(ORDINARY.getBytes(StandardCharsets.US_ASCII));
        assertThat(search.find(content, 0, SIZE)).isEqualTo(-1);
        assertThat(search.looks).isLessThan(SIZE + SIZE / 10);
    }

    @Test
    void theFirstOfSeveralOccurrencesIsFoundWithinTheSliceOnly() {
        byte[] content = ("ab\r\n--x\r\n--x").getBytes(StandardCharsets.US_ASCII);
        var search = new DelimiterSearch("\r\n--x".getBytes(StandardCharsets.US_ASCII));
        assertThat(search.find(content, 0, content.length)).isEqualTo(2);
        assertThat(search.find(content, 3, content.length)).isEqualTo(7);
        assertThat(search.find(content, 3, content.length - 1)).isEqualTo(-1);
        assertThat(search.find(content, 0, 7)).isEqualTo(2);
        assertThat(search.find(content, 0, 6)).isEqualTo(-1);
    }

    @Test
    void aBeginningAtTheEndIsFoundWhereItStarts() {
        var search = new DelimiterSearch("\r\n--x".getBytes(StandardCharsets.US_ASCII));
        assertThat(partial(search, "ab\r")).isEqualTo(2);
        assertThat(partial(search, "ab\r\n--")).isEqualTo(2);
        assertThat(partial(search, "a\r\n-\r\n")).isEqualTo(4);
        assertThat(partial(search, "ab\r\n-a")).isEqualTo(6);
        assertThat(partial(search, "ab\r\r")).isEqualTo(3);
        assertThat(partial(search, "")).isZero();
    }

    @Test
    void aDelimiterMustBeginWithItsOnlyCarriageReturn() {
        for (String bad : new String[] {"--x", "\r", "\r\n--\rx", "\r\r"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new DelimiterSearch(bad.getBytes(StandardCharsets.US_ASCII)));
        }
    }

    private static int partial(DelimiterSearch search, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.US_ASCII);
        return search.findPartial(bytes, 0, bytes.length);
    }

    private static byte[] repeated(String unit) {
        byte[] bytes = new byte[SIZE];
        for (int i = 0; i < SIZE; i++) {
            bytes[i] = (byte) unit.charAt(i % unit.length());
        }
        return bytes;
    }

    @Test
    void theFirstDelimiterIsFoundAmongWhatLooksLikeOne() {
        for (int seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            String boundary = random.nextBoolean() ? "a".repeat(1 + random.nextInt(70)) : "ab-".repeat(1 + random.nextInt(20));
            String delimiter = "\r\n--" + boundary;
            StringBuilder content = new StringBuilder();
            while (content.length() < 400) {
                content.append(random.nextInt(9) == 0 ? delimiter.substring(0, 1 + random.nextInt(delimiter.length()))
                        : boundary.substring(random.nextInt(boundary.length())));
            }
            byte[] bytes = content.toString().getBytes(StandardCharsets.US_ASCII);
            int from = random.nextInt(50);
            DelimiterSearch search = new DelimiterSearch(delimiter.getBytes(StandardCharsets.US_ASCII));

            assertThat(search.find(bytes, from, bytes.length)).as("seed %d", seed)
                    .isEqualTo(content.indexOf(delimiter, from));
        }
    }
}
