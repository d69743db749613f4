package dev.slipway.multipart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.multipart.RecordedParts.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The parser against a reference that sees the whole body at once and is as naive as can be. */
class MultipartParserProperties {
    record Sample(String boundary, String body) {
        String contentType() {
            return "multipart/form-data; boundary=\"" + boundary + "\"";
        }

        byte[] bytes() {
            return body.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    /** The profile once more, on a string, for bodies whose header lines mean nothing. */
    private static final class Reference {
        private static final Pattern LINE = Pattern.compile("[ \t]{0,256}\r\n");
        private static final Pattern LAST_LINE = Pattern.compile("--[ \t]{0,256}(\r\n)?");
        private static final Pattern HEADERS =
                Pattern.compile("(?:[!#$%&'*+.^_`|~0-9A-Za-z-]++:[\t\\x20-\\x7e]*+\r\n){0,16}+\r\n");

        static Optional<List<String>> parts(Sample sample) {
            String delimiter = "\r\n--" + sample.boundary;
            String text = sample.body.startsWith("\r\n") ? sample.body : "\r\n" + sample.body;
            List<String> parts = new ArrayList<>();
            int at = text.startsWith(delimiter) ? delimiter.length() : -1;
            while (at >= 0) {
                String rest = text.substring(at);
                if (LAST_LINE.matcher(rest).matches()) {
                    return parts.isEmpty() ? Optional.empty() : Optional.of(parts);
                }
                Matcher line = LINE.matcher(rest);
                Matcher headers = HEADERS.matcher(rest);
                if (!line.lookingAt() || !headers.region(line.end(), rest.length()).lookingAt()) {
                    return Optional.empty();
                }
                int content = at + headers.end();
                int end = text.indexOf(delimiter, content - 2);
                parts.add(end <= content ? "" : text.substring(content, end));
                at = end < 0 ? -1 : end + delimiter.length();
            }
            return Optional.empty();
        }
    }

    @Property(tries = 800)
    void anySoupOfDelimiterPiecesIsJudgedAsTheReferenceJudgesIt(@ForAll("soups") Sample sample, @ForAll Random random) {
        Outcome outcome = RecordedParts.feed(sample.contentType(), sample.bytes(), cuts(sample.bytes().length, random));
        assertThat(contents(outcome)).isEqualTo(Reference.parts(sample));
    }

    @Property(tries = 500)
    void whatIsPutIntoPartsComesOutOfThem(@ForAll("wellFormed") Sample sample, @ForAll Random random) {
        Optional<List<String>> expected = Reference.parts(sample);
        assertThat(expected).isPresent();
        Outcome outcome = RecordedParts.feed(sample.contentType(), sample.bytes(), cuts(sample.bytes().length, random));
        assertThat(contents(outcome)).isEqualTo(expected);
    }

    @Property(tries = 500)
    void theFailureIsTheSameHoweverTheBodyIsCut(@ForAll("soups") Sample sample, @ForAll Random random) {
        Outcome whole = RecordedParts.feed(sample.contentType(), sample.bytes());
        Outcome cut = RecordedParts.feed(sample.contentType(), sample.bytes(), cuts(sample.bytes().length, random));
        assertThat(cut.sameAs(whole)).as("%s instead of %s", cut, whole).isTrue();
    }

    @Provide
    Arbitrary<Sample> soups() {
        return boundaries().flatMap(b -> pieces(b).list().ofMaxSize(40).map(list -> String.join("", list))
                .flatMap(text -> Arbitraries.of("", "--" + b + "\r\n\r\n", "\r\n--" + b + "\r\nA: b\r\n\r\n")
                        .map(start -> start + text))
                .flatMap(text -> Arbitraries.of("", "\r\n--" + b + "--", "\r\n--" + b + "-- \r\n")
                        .map(end -> new Sample(b, text + end))));
    }

    @Provide
    Arbitrary<Sample> wellFormed() {
        return boundaries().flatMap(b -> {
            Arbitrary<String> content = pieces(b).list().ofMaxSize(30)
                    .map(list -> String.join("", list).replace("--" + b, ""))
                    .filter(text -> !("\r\n" + text + "\r\n").contains("--" + b));
            Arbitrary<String> headers = Arbitraries.of("", "X: y\r\n", "A: --" + "\r\nB:\r\n");
            Arbitrary<String> part = Combinators.combine(headers, content)
                    .as((h, c) -> "--" + b + "\r\n" + h + "\r\n" + c + "\r\n");
            return part.list().ofMinSize(1).ofMaxSize(5)
                    .map(list -> new Sample(b, list.stream().collect(Collectors.joining()) + "--" + b + "--\r\n"));
        });
    }

    private static Arbitrary<String> boundaries() {
        Arbitrary<String> selfSimilar = Arbitraries.strings().withChars("-a").ofMinLength(1).ofMaxLength(70);
        Arbitrary<String> ordinary = Arbitraries.strings().alpha().numeric().ofMinLength(1).ofMaxLength(70);
        return Arbitraries.oneOf(selfSimilar, ordinary);
    }

    private static Arbitrary<String> pieces(String boundary) {
        String delimiter = "\r\n--" + boundary;
        Arbitrary<String> beginnings = Arbitraries.integers().between(1, delimiter.length())
                .map(n -> delimiter.substring(0, n));
        Arbitrary<String> ends = Arbitraries.integers().between(0, delimiter.length() - 1).map(delimiter::substring);
        return Arbitraries.oneOf(beginnings, ends,
                Arbitraries.of("\r", "\n", "\r\n", "-", "--", " ", "\t", "a", "A: b\r\n", "\r\n\r\n", delimiter,
                        delimiter + "\r\n", delimiter + "\r\n\r\n", "\u00ff"),
                Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(20));
    }

    private static int[] cuts(int length, Random random) {
        int most = length == 0 ? 0 : random.nextInt(Math.min(length, 12));
        return random.ints(most, 0, length + 1).sorted().toArray();
    }

    private static Optional<List<String>> contents(Outcome outcome) {
        return outcome.failure() != null ? Optional.empty() : Optional.of(outcome.parts().stream()
                .map(part -> new String(part.content(), StandardCharsets.ISO_8859_1)).toList());
    }
}
