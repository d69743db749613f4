package dev.slipway.fuzz;

import dev.slipway.body.RequestBodies;
import dev.slipway.body.RequestBody;
import dev.slipway.multipart.MultipartLimits;
import dev.slipway.multipart.MultipartParser;
import dev.slipway.multipart.MultipartType;
import dev.slipway.multipart.PartHeaders;
import dev.slipway.multipart.PartListener;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Measures parser and body readers on content that is made to be slow, against ordinary content of the same size:
 * {@code mvn -q -B test -Dtest=AdversarialFigures}. Prints processor time for each byte as a ratio. Not part of the tests.
 */
class AdversarialFigures {
    private static final String BOUNDARY = "----HarperMultipart0123456789abcdef01234567";
    private static final String DELIMITER = "\r\n--" + BOUNDARY;
    private static final int CONTENT = 16 << 20;
    private static final int OBJECT = 1 << 20;
    /** Fewer than values are taken in an object. */
    private static final int PAIRS = 8_000;
    private static final int ROUNDS = 7;
    private static final int WARM_UP = 3;

    /** What is fed once; the slices are of this size. */
    private interface Feed {
        void run(byte[] bytes, int slice);
    }

    @Test
    void contentOfAPart() {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        contents.put("random", random(CONTENT));
        contents.put("CR only", repeated("\r"));
        contents.put("LF only", repeated("\n"));
        contents.put("CR LF", repeated("\r\n"));
        contents.put("CR LF CR", repeated("\r\n\r"));
        contents.put("CR LF --", repeated("\r\n--"));
        contents.put("-- only", repeated("--"));
        contents.put("the delimiter without its last byte", repeated(DELIMITER.substring(0, DELIMITER.length() - 1)));
        contents.put("the delimiter with a wrong last byte", repeated(wrongEnd()));
        contents.put("half of the delimiter", repeated(DELIMITER.substring(0, DELIMITER.length() / 2)));
        contents.put("the delimiter without its CR", repeated(DELIMITER.substring(1)));
        contents.put("the delimiter's last byte", repeated(DELIMITER.substring(DELIMITER.length() - 1)));
        contents.put("the second half of the delimiter", repeated(DELIMITER.substring(DELIMITER.length() / 2)));
        for (int slice : new int[] {65_536, 1_460, 41}) {
            table("multipart content, slices of " + slice, contents, slice,
                    (bytes, each) -> parse(BOUNDARY, bytes, each));
        }
    }

    /** Boundaries are the sender's choice as well. */
    @Test
    void boundariesThatAreMadeToBeSlow() {
        for (String boundary : new String[] {"a", "a".repeat(70), "-".repeat(70), "ab".repeat(35)}) {
            Map<String, byte[]> contents = new LinkedHashMap<>();
            contents.put("random", random(CONTENT));
            contents.put("a", repeated("a"));
            contents.put("-", repeated("-"));
            contents.put("CR", repeated("\r"));
            contents.put("a CR", repeated("a\r"));
            contents.put("the delimiter without its last byte",
                    repeated("\r\n--" + boundary.substring(1) + "!"));
            table("multipart content, boundary of " + boundary.length() + " " + boundary.substring(0, 1), contents, 65_536,
                    (bytes, each) -> parse(boundary, bytes, each));
        }
    }

    @Test
    void payloadsOfObjects() {
        byte[] payload = random(CONTENT / 2);
        String base64 = Base64.getEncoder().encodeToString(payload);
        Map<String, byte[]> json = new LinkedHashMap<>();
        json.put("base64", json(base64));
        json.put("base64 in lines of 76", json(base64.replaceAll("(.{76})", "$1\\\\n")));
        json.put("base64, every character escaped", json(escaped(base64.substring(0, CONTENT / 64 * 8))));
        json.put("line breaks only", json("\\n".repeat(CONTENT / 2)));
        json.put("cut in the middle of a group each time", json(base64.replaceAll("(.{3})", "$1\\\\n")));
        table("JSON payload", json, 65_536, (bytes, slice) -> body("application/json", bytes, slice));
        Map<String, byte[]> cbor = new LinkedHashMap<>();
        cbor.put("one byte string", cbor(payload, payload.length));
        for (int chunk : new int[] {4096, 64, 8}) {
            cbor.put("chunks of " + chunk, cbor(payload, chunk));
        }
        table("CBOR payload", cbor, 65_536, (bytes, slice) -> body("application/cbor", bytes, slice));
    }

    @Test
    void operationObjects() {
        Map<String, byte[]> objects = new LinkedHashMap<>();
        objects.put("keys of 32 letters", object(i -> String.format("\"%032x\":1", i * 2654435761L)));
        objects.put("one long text", ("{\"a\":\"" + "x".repeat(OBJECT - 100) + "\"}").getBytes(StandardCharsets.UTF_8));
        objects.put("escapes only", ("{\"a\":\"" + "\\u0041".repeat(OBJECT / 6 - 20) + "\"}").getBytes(StandardCharsets.UTF_8));
        objects.put("keys of 32 letters with one hash", object(i -> "\"" + collision(i) + "\":1"));
        objects.put("lists in lists", object(i -> "\"k" + i + "\":" + (i < 70 ? "[".repeat(28) + "]".repeat(28) : "0")));
        table("JSON object of 1 MiB", objects, 65_536, (bytes, slice) -> body("application/json", bytes, slice));
    }

    private static void table(String title, Map<String, byte[]> contents, int slice, Feed feed) {
        System.out.printf("%n| %s | ns for each byte | to the first |%n|---|---|---|%n", title);
        double first = 0;
        for (Map.Entry<String, byte[]> content : contents.entrySet()) {
            double nanos = nanosForEachByte(content.getValue(), slice, feed);
            first = first == 0 ? nanos : first;
            System.out.printf("| %s | %.2f | %.2f |%n", content.getKey(), nanos, nanos / first);
        }
    }

    private static double nanosForEachByte(byte[] bytes, int slice, Feed feed) {
        long best = Long.MAX_VALUE;
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            feed.run(bytes, slice);
            long taken = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
            best = round < 0 ? best : Math.min(best, taken);
        }
        return (double) best / bytes.length;
    }

    private static void parse(String boundary, byte[] content, int slice) {
        MultipartParser parser = new MultipartParser(new MultipartType("form-data", boundary), MultipartLimits.DEFAULTS,
                new PartListener() {
                    @Override
                    public void begin(PartHeaders headers) {}

                    @Override
                    public void data(byte[] buf, int off, int len) {}

                    @Override
                    public void end() {}
                });
        byte[] start = ("--" + boundary + "\r\n\r\nx").getBytes(StandardCharsets.US_ASCII);
        parser.write(start, 0, start.length);
        for (int from = 0; from < content.length; from += slice) {
            parser.write(content, from, Math.min(slice, content.length - from));
        }
    }

    private static void body(String type, byte[] bytes, int slice) {
        RequestBody body = RequestBodies.of(type, new IgnoredBody());
        for (int from = 0; from < bytes.length; from += slice) {
            body.write(bytes, from, Math.min(slice, bytes.length - from));
        }
        body.end();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static String wrongEnd() {
        return DELIMITER.substring(0, DELIMITER.length() - 1) + "!";
    }

    private static byte[] repeated(String piece) {
        return piece.repeat(CONTENT / piece.length() + 1).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] json(String payload) {
        return ("{\"operation\":\"a\",\"project\":\"a\",\"payload\":\"" + payload + "\"}").getBytes(StandardCharsets.US_ASCII);
    }

    private static String escaped(String text) {
        return text.chars().mapToObj(c -> String.format("\\u%04x", c)).collect(Collectors.joining());
    }

    private static byte[] cbor(byte[] payload, int chunk) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0xa1, 0x67, 'p', 'a', 'y', 'l', 'o', 'a', 'd', 0x5f});
        for (int from = 0; from < payload.length; from += chunk) {
            int length = Math.min(chunk, payload.length - from);
            out.writeBytes(new byte[] {0x5a, (byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length});
            out.write(payload, from, length);
        }
        out.write(0xff);
        return out.toByteArray();
    }

    private static byte[] object(IntFunction<String> pair) {
        StringBuilder object = new StringBuilder("{").append(pair.apply(0));
        for (int i = 1; object.length() < OBJECT - 2000 && i < PAIRS; i++) {
            object.append(',').append(pair.apply(i));
        }
        return object.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Texts of 16 pairs of letters that have one hash: "Aa" and "BB" have. */
    private static String collision(int number) {
        return IntStream.range(0, 16).mapToObj(bit -> (number >> bit & 1) == 0 ? "Aa" : "BB").collect(Collectors.joining());
    }
}
