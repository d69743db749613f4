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
import org.junit.jupiter.api.Test;

/**
 * The parser against a reference that sees the whole body at once and is as naive as can be. Each body is made from a
 * seed, which the failure names.
 */
class MultipartParserPropertiesTest {
    private static final int BODIES = 1500;
    private static final String LETTERS_AND_DIGITS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

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

    @Test
    void anySoupOfDelimiterPiecesIsJudgedAsTheReferenceJudgesIt() {
        int legal = 0;
        for (int seed = 0; seed < BODIES; seed++) {
            Random random = new Random(seed);
            Sample sample = soup(random);
            Optional<List<String>> expected = Reference.parts(sample);
            assertThat(contents(cut(sample, random))).as("seed %d: %s", seed, sample).isEqualTo(expected);
            legal += expected.isPresent() ? 1 : 0;
        }
        assertThat(legal).as("bodies that are legal").isBetween(BODIES / 100, BODIES / 2);
    }

    @Test
    void whatIsPutIntoPartsComesOutOfThem() {
        for (int seed = 0; seed < BODIES; seed++) {
            Random random = new Random(seed);
            Sample sample = wellFormed(random);
            Optional<List<String>> expected = Reference.parts(sample);
            assertThat(expected).as("seed %d: %s", seed, sample).isPresent();
            assertThat(contents(cut(sample, random))).as("seed %d: %s", seed, sample).isEqualTo(expected);
        }
    }

    @Test
    void theFailureIsTheSameHoweverTheBodyIsCut() {
        for (int seed = 0; seed < BODIES; seed++) {
            Random random = new Random(seed);
            Sample sample = soup(random);
            Outcome whole = RecordedParts.feed(sample.contentType(), sample.bytes());
            Outcome cut = cut(sample, random);
            assertThat(cut.sameAs(whole)).as("seed %d: %s instead of %s", seed, cut, whole).isTrue();
        }
    }

    /** Anything at all, made of what a parser could take for a delimiter or for headers. */
    private static Sample soup(Random random) {
        String b = boundary(random);
        String start = oneOf(random, "", "--" + b + "\r\n\r\n", "\r\n--" + b + "\r\nA: b\r\n\r\n");
        String end = oneOf(random, "", "\r\n--" + b + "--", "\r\n--" + b + "-- \r\n");
        return new Sample(b, start + pieces(b, 40, random) + end);
    }

    private static Sample wellFormed(Random random) {
        String b = boundary(random);
        StringBuilder body = new StringBuilder();
        for (int parts = 1 + random.nextInt(5); parts > 0; parts--) {
            body.append("--").append(b).append("\r\n")
                    .append(oneOf(random, "", "X: y\r\n", "A: --\r\nB:\r\n"))
                    .append("\r\n").append(content(b, random)).append("\r\n");
        }
        return new Sample(b, body.append("--").append(b).append("--\r\n").toString());
    }

    /** Anything in which there is no delimiter, nor half of one at either end. */
    private static String content(String boundary, Random random) {
        String content = pieces(boundary, 30, random);
        while (("\r\n" + content + "\r\n").contains("--" + boundary)) {
            content = content.replace("--" + boundary, "");
            content = content.isEmpty() || !("\r\n" + content + "\r\n").contains("--" + boundary)
                    ? content : content.substring(1);
        }
        return content;
    }

    /** Ordinary ones, and ones whose beginning looks like their end. */
    private static String boundary(Random random) {
        String characters = random.nextBoolean() ? "-a" : LETTERS_AND_DIGITS;
        StringBuilder boundary = new StringBuilder();
        for (int length = 1 + random.nextInt(random.nextBoolean() ? 6 : 70); length > 0; length--) {
            boundary.append(characters.charAt(random.nextInt(characters.length())));
        }
        return boundary.toString();
    }

    private static String pieces(String boundary, int most, Random random) {
        String delimiter = "\r\n--" + boundary;
        StringBuilder pieces = new StringBuilder();
        for (int count = random.nextInt(most + 1); count > 0; count--) {
            pieces.append(switch (random.nextInt(4)) {
                case 0 -> delimiter.substring(0, 1 + random.nextInt(delimiter.length()));
                case 1 -> delimiter.substring(random.nextInt(delimiter.length()));
                case 2 -> oneOf(random, "\r", "\n", "\r\n", "-", "--", " ", "\t", "a", "A: b\r\n", "\r\n\r\n",
                        delimiter, delimiter + "\r\n", delimiter + "\r\n\r\n", "\u00ff");
                default -> noise(random);
            });
        }
        return pieces.toString();
    }

    private static String noise(Random random) {
        byte[] bytes = new byte[random.nextInt(21)];
        random.nextBytes(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String oneOf(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** Feeds the body in up to a dozen slices, some of them empty. */
    private static Outcome cut(Sample sample, Random random) {
        int length = sample.bytes().length;
        int most = length == 0 ? 0 : random.nextInt(Math.min(length, 12));
        int[] ends = random.ints(most, 0, length + 1).sorted().toArray();
        return RecordedParts.feed(sample.contentType(), sample.bytes(), ends);
    }

    private static Optional<List<String>> contents(Outcome outcome) {
        return outcome.failure() != null ? Optional.empty() : Optional.of(outcome.parts().stream()
                .map(part -> new String(part.content(), StandardCharsets.ISO_8859_1)).toList());
    }
}
