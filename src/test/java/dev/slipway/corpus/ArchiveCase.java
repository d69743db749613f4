package dev.slipway.corpus;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A stored archive of the corpus.
 *
 * @param accepted whether it becomes a release; where the corpus leaves that open, as the archive policy says
 * @param statuses of a refusal
 * @param tree what is in the release, by path
 */
record ArchiveCase(String id, boolean accepted, List<Integer> statuses, Map<String, String> tree, String file) {
    private static final String DIRECTORY = "/corpus/archive/";
    /** Left open by the corpus, and decided otherwise than it recommends; the reasons are in the test of the extractor. */
    private static final Set<String> ACCEPTED = Set.of("ar-120-nfc-nfd", "ar-515-gzip-trailing-zeros", "ar-520-gzip-declared-tar-plain");
    private static final Set<String> REFUSED = Set.of("ar-416-size-embedded-nul");

    static Stream<ArchiveCase> all() {
        try (InputStream in = open("manifest.json"); JsonReader reader = Json.createReader(in)) {
            return reader.readArray().getValuesAs(JsonObject.class).stream().filter(row -> row.containsKey("file"))
                    .map(ArchiveCase::of);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String name) throws IOException {
        InputStream in = ArchiveCase.class.getResourceAsStream(DIRECTORY + name);
        if (in == null) {
            throw new IOException("not there: " + name);
        }
        return in;
    }

    private static ArchiveCase of(JsonObject row) {
        String id = row.getString("id");
        boolean accepted = ACCEPTED.contains(id) || row.getString("recommended").equals("accept") && !REFUSED.contains(id);
        List<Integer> statuses = row.containsKey("status")
                ? row.getJsonArray("status").stream().map(JsonValue::toString).map(Integer::valueOf).toList()
                : List.of(422);
        return new ArchiveCase(id, accepted, statuses, accepted ? tree(row.getJsonObject("tree")) : Map.of(),
                row.getString("file"));
    }

    private static Map<String, String> tree(JsonObject nodes) {
        Map<String, String> tree = new TreeMap<>();
        nodes.forEach((path, value) -> {
            JsonObject node = value.asJsonObject();
            tree.put(path, switch (node.getString("type")) {
                case "dir" -> "directory";
                case "symlink" -> ReleasedTree.link(node.getString("target"));
                default -> ReleasedTree.file(node.getJsonNumber("size").longValue(), node.getString("sha256"));
            });
        });
        return tree;
    }

    byte[] bytes() throws IOException {
        try (InputStream in = open(file)) {
            return in.readAllBytes();
        }
    }

    String project() {
        return "corpus-" + id;
    }

    @Override
    public String toString() {
        return id;
    }
}
