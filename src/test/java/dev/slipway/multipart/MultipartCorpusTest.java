package dev.slipway.multipart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.corpus.CorpusTable;
import dev.slipway.multipart.RecordedParts.Outcome;
import dev.slipway.multipart.RecordedParts.Part;
import jakarta.json.bind.JsonbBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every stored body of the corpus, whole and cut in every way: the same verdict, the same parts. */
class MultipartCorpusTest {
    private static final String CORPUS = "/corpus/multipart/";
    /** Up to this size a body is cut at every point, above it near its interesting places. */
    private static final int SMALL = 3000;
    private static final int[] CHUNKS = {1, 2, 3, 7, 4096, 8192, 65536};

    record ExpectedPart(@Nullable String name, @Nullable String filename, @Nullable String content_type, long size,
            String sha256, boolean name_any, boolean filename_any) {
        static ExpectedPart of(@Nullable String name, @Nullable String filename, @Nullable String type, String text) {
            byte[] content = text.getBytes(StandardCharsets.UTF_8);
            return new ExpectedPart(name, filename, type, content.length, hashOf(content), false, false);
        }

        boolean matches(Part part) {
            PartHeaders headers = part.headers();
            return (name_any || Objects.equals(name, headers.name()))
                    && (filename_any || Objects.equals(filename, headers.filename()))
                    && Objects.equals(content_type, headers.contentType())
                    && size == part.content().length && sha256.equals(hashOf(part.content()));
        }
    }

    record Case(String id, String recommended, List<Integer> status, String contentType,
            @Nullable List<ExpectedPart> parts, String deviation) {
        @Override
        public String toString() {
            return id;
        }

        byte[] body() {
            return resource(id + ".bin");
        }
    }

    /** Where the profile differs from the side that the corpus recommends: id prefix, why, and the parts it yields. */
    private enum Differs {
        NO_HEADERS("mp-038", "part headers may be missing, position decides", ExpectedPart.of(null, null, null,
                "body only")),
        NO_DISPOSITION("mp-072", "part headers may be missing, position decides", ExpectedPart.of(null, null,
                "application/json", "x")),
        OTHER_DISPOSITION("mp-073", "multipart/mixed and /related send others than form-data", ExpectedPart.of("meta",
                null, null, "x")),
        NO_NAME("mp-074", "names may be missing, position decides", ExpectedPart.of(null, "x", null, "x")),
        EXTENDED_NAME("mp-085", "name* is no name, and names may be missing", ExpectedPart.of(null, null, null, "x")),
        BASE64("mp-093", "base64 is decoded as a stream", ExpectedPart.of("file", "f", null, "hello")),
        /** Its parts are those of mp-001. */
        MIXED("mp-127", "multipart/mixed is taken");

        private final String prefix;
        private final String reason;
        private final List<ExpectedPart> parts;

        Differs(String prefix, String reason, ExpectedPart... parts) {
            this.prefix = prefix;
            this.reason = reason;
            this.parts = List.of(parts);
        }
    }

    private static final CorpusTable TABLE = new CorpusTable("multipart", "parser", 183);

    @AfterAll
    static void printTable() throws IOException {
        TABLE.close();
    }

    static Stream<Case> cases() {
        List<Map<String, Object>> rows = manifest();
        assertThat(rows).hasSize(183);
        return rows.stream().map(row -> toCase(row, rows));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theVerdictIsTheExpectedOne(Case expected) {
        Outcome whole = RecordedParts.feed(expected.contentType, expected.body());
        if (expected.recommended.equals("reject")) {
            assertThat(whole.failure()).as(whole.toString()).isNotNull();
            assertThat(expected.status).contains(whole.failure().problem().status());
        } else {
            assertThat(whole.failure()).as(whole.toString()).isNull();
            assertThat(whole.parts()).hasSameSizeAs(expected.parts);
            for (int i = 0; i < whole.parts().size(); i++) {
                assertThat(expected.parts.get(i).matches(whole.parts().get(i))).as(whole.toString()).isTrue();
            }
        }
        if (expected.deviation.isEmpty()) {
            TABLE.asSaid(expected.id);
        } else {
            TABLE.deviates(expected.id, expected.deviation);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theResultIsTheSameHoweverTheBodyIsCut(Case expected) {
        byte[] body = expected.body();
        Outcome whole = RecordedParts.feed(expected.contentType, body);
        for (int size : CHUNKS) {
            Outcome chunked = RecordedParts.feedChunks(expected.contentType, body, size);
            assertThat(chunked.sameAs(whole)).as("chunks of %d: %s instead of %s", size, chunked, whole).isTrue();
        }
        for (int split : splits(body)) {
            Outcome cut = RecordedParts.feed(expected.contentType, body, split);
            assertThat(cut.sameAs(whole)).as("cut at %d: %s instead of %s", split, cut, whole).isTrue();
        }
    }

    private static TreeSet<Integer> splits(byte[] body) {
        TreeSet<Integer> splits = new TreeSet<>();
        if (body.length <= SMALL) {
            addRange(splits, 1, body.length);
            return splits;
        }
        addRange(splits, 1, 40);
        addRange(splits, body.length - 180, body.length);
        for (int edge = 4096; edge < body.length; edge *= 4) {
            addRange(splits, edge - 3, Math.min(edge + 3, body.length));
        }
        return splits;
    }

    private static void addRange(TreeSet<Integer> splits, int from, int to) {
        for (int i = from; i < to; i++) {
            splits.add(i);
        }
    }

    private static Case toCase(Map<String, Object> row, List<Map<String, Object>> all) {
        String id = (String) row.get("id");
        for (Differs differs : Differs.values()) {
            if (id.startsWith(differs.prefix)) {
                List<ExpectedPart> parts = differs.parts.isEmpty() ? parts(all.get(0)) : differs.parts;
                return new Case(id, "accept", List.of(), (String) row.get("content_type"), parts, differs.reason);
            }
        }
        List<Integer> status = row.get("status") instanceof List<?> list
                ? list.stream().map(s -> ((Number) s).intValue()).toList() : List.of();
        return new Case(id, (String) row.get("recommended"), status, (String) row.getOrDefault("content_type", ""),
                parts(row), "");
    }

    private static @Nullable List<ExpectedPart> parts(Map<String, Object> row) {
        return row.get("parts") instanceof List<?> list ? list.stream().map(p -> part((Map<?, ?>) p)).toList() : null;
    }

    private static ExpectedPart part(Map<?, ?> p) {
        return new ExpectedPart((String) p.get("name"), (String) p.get("filename"), (String) p.get("content_type"),
                ((Number) p.get("size")).longValue(), (String) p.get("sha256"), p.containsKey("name_any"),
                p.containsKey("filename_any"));
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> manifest() {
        try (var jsonb = JsonbBuilder.create()) {
            String json = new String(resource("manifest.json"), StandardCharsets.UTF_8);
            return (List<Map<String, Object>>) jsonb.fromJson(json, Map.class).get("cases");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] resource(String name) {
        try (InputStream in = MultipartCorpusTest.class.getResourceAsStream(CORPUS + name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hashOf(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
