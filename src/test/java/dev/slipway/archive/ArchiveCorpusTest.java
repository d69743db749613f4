package dev.slipway.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.slipway.corpus.CorpusTable;
import dev.slipway.problem.DeployException;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every stored case of the corpus of hostile and unusual archives; the generated ones are in HugeArchiveTest. */
class ArchiveCorpusTest {
    /** Cases whose result differs from the recommended side, with the reason. */
    private static final Map<String, String> ACCEPTED_THOUGH_RECOMMENDED_OTHERWISE = Map.of(
            "ar-515-gzip-trailing-zeros", "bsdtar pads a compressed archive that it writes to a pipe",
            "ar-120-nfc-nfd", "similar names are refused only by the switch or where the file system folds them",
            "ar-520-gzip-declared-tar-plain", "the compression is told by the first bytes and by nothing else");
    private static final Map<String, String> REFUSED_THOUGH_RECOMMENDED_OTHERWISE = Map.of(
            "ar-416-size-embedded-nul", "tar readers do not agree on a number that ends early; the decoder refuses it");
    /** Extracted, but reported as without its end mark, for the caller to refuse unless a digest was verified. */
    private static final String WITHOUT_END = "ar-500-no-eoa";

    /** Ends otherwise than its verdict, not only than what is recommended. */
    private static final Map<String, String> DEVIATES = Map.of(WITHOUT_END,
            "unpacked, and told as without its end mark: the deployment refuses it unless a declared digest was right");
    private static final CorpusTable TABLE = new CorpusTable("archive", "extractor", 239);

    private static final String DIRECTORY = "/corpus/archive/";
    /** Absolute paths in the archives point here. */
    private static final Path CANARY = Path.of("/tmp/dsec-canary");
    private static final String CANARY_TEXT = "canary\n";
    private static boolean canaryIsOurs;
    /** What stands in the canary directory; somebody else may have put it there. */
    private static final Map<String, String> CANARY_BEFORE = new HashMap<>();

    @TempDir
    private Path temporary;

    @BeforeAll
    static void putCanary() throws IOException {
        if (!Files.exists(CANARY)) {
            Files.createDirectories(CANARY);
            canaryIsOurs = true;
        }
        for (String name : List.of("victim", "secret")) {
            if (!Files.exists(CANARY.resolve(name))) {
                Files.writeString(CANARY.resolve(name), CANARY_TEXT);
            }
            CANARY_BEFORE.put(name, Files.readString(CANARY.resolve(name)));
        }
    }

    @AfterAll
    static void removeCanary() throws IOException {
        TABLE.close();
        if (canaryIsOurs) {
            Files.deleteIfExists(CANARY.resolve("victim"));
            Files.deleteIfExists(CANARY.resolve("secret"));
            Files.deleteIfExists(CANARY);
        }
    }

    static Stream<Arguments> cases() throws IOException {
        return manifest().stream().filter(c -> c.containsKey("file"))
                .flatMap(c -> Stream.of(Feeds.values()).map(feed -> Arguments.of(c.getString("id"), feed, c)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("cases")
    void theCaseEndsAsTheCorpusSays(String id, Feeds feed, JsonObject expected) throws IOException {
        Path stage = Files.createDirectory(temporary.resolve("stage"));
        Path release = Files.createDirectory(stage.resolve("release"));
        Path links = stage.resolve("links");
        TarExtractor extractor = feed == Feeds.values()[0] ? new TarExtractor(ArchiveLimits.defaults(), SpaceCheck.NONE)
                : Extractors.readingAhead();
        InputStream archive = feed.of(bytes(expected.getString("file")));

        Throwable thrown = catchThrowable(() -> {
            Extracted extracted = extractor.extract(archive, release, links, ExtractionProgress.NONE);
            assertThat(extracted.endOfArchive()).isEqualTo(!id.equals(WITHOUT_END));
        });

        if (isAccepted(id, expected)) {
            assertThat(thrown).isNull();
            assertThat(archive.read()).as("the stream is read to its end").isNegative();
            assertThat(Trees.withoutPermissions(Trees.under(release))).isEqualTo(tree(expected));
            assertModes(release, expected);
        } else {
            assertThat(thrown).isInstanceOf(DeployException.class);
            assertThat(((DeployException) thrown).problem().status()).isIn(statuses(expected));
            assertThat(((DeployException) thrown).detail()).doesNotContain(temporary.toString());
        }
        assertNothingElseWasTouched(stage, release);
        tell(id, expected);
    }

    private static void tell(String id, JsonObject expected) {
        boolean wrong = expected.getString("verdict").equals(isAccepted(id, expected) ? "must-reject" : "must-accept");
        assertThat(wrong).isEqualTo(DEVIATES.containsKey(id));
        if (wrong) {
            TABLE.deviates(id, DEVIATES.get(id));
        } else {
            TABLE.asSaid(id);
        }
    }

    @Test
    void theOverridesNameCasesThatAreThere() throws IOException {
        List<String> ids = manifest().stream().map(c -> c.getString("id")).toList();
        assertThat(ids).hasSize(249).contains(WITHOUT_END)
                .containsAll(ACCEPTED_THOUGH_RECOMMENDED_OTHERWISE.keySet())
                .containsAll(REFUSED_THOUGH_RECOMMENDED_OTHERWISE.keySet());
    }

    private static boolean isAccepted(String id, JsonObject expected) {
        if (id.equals(WITHOUT_END) || ACCEPTED_THOUGH_RECOMMENDED_OTHERWISE.containsKey(id)) {
            return true;
        }
        return expected.getString("recommended").equals("accept")
                && !REFUSED_THOUGH_RECOMMENDED_OTHERWISE.containsKey(id);
    }

    private static void assertModes(Path release, JsonObject expected) throws IOException {
        Map<String, Trees.Node> nodes = Trees.under(release);
        nodes.values().stream().filter(node -> !node.type().equals("symlink"))
                .forEach(node -> assertThat(node.permissions()).matches(
                        node.type().equals("dir") ? "rwx[r-]-[x-][r-]-[x-]" : "rw[x-][r-]-[x-][r-]-[x-]"));
        if (expected.containsKey("tree")) {
            expected.getJsonObject("tree").forEach((path, node) -> {
                if (node.asJsonObject().containsKey("mode")) {
                    assertThat(node.asJsonObject().getString("mode")).isEqualTo("0755");
                    assertThat(nodes.get(path).permissions()).isEqualTo("rwxr-xr-x");
                }
            });
        }
    }

    private static void assertNothingElseWasTouched(Path stage, Path release) throws IOException {
        try (Stream<Path> beside = Files.list(stage)) {
            assertThat(beside).containsExactly(release);
        }
        try (Stream<Path> inTemporary = Files.list(stage.getParent())) {
            assertThat(inTemporary).containsExactly(stage);
        }
        if (Files.exists(CANARY)) {
            assertThat(CANARY.toFile().list()).isSubsetOf("victim", "secret");
            for (String name : List.of("victim", "secret")) {
                if (Files.exists(CANARY.resolve(name))) {
                    assertThat(CANARY.resolve(name)).hasContent(CANARY_BEFORE.get(name));
                }
            }
        }
    }

    private static Map<String, Trees.Node> tree(JsonObject expected) {
        if (expected.getString("id").equals(WITHOUT_END)) {
            return Map.of("a.txt", Trees.Node.file(5, Trees.sha256("alpha".getBytes())),
                    "b.txt", Trees.Node.file(1, Trees.sha256("b".getBytes())));
        }
        Map<String, Trees.Node> nodes = new TreeMap<>();
        expected.getJsonObject("tree").forEach((path, value) -> nodes.put(path, node(value.asJsonObject())));
        return nodes;
    }

    private static Trees.Node node(JsonObject node) {
        return switch (node.getString("type")) {
            case "dir" -> Trees.Node.directory();
            case "symlink" -> Trees.Node.link(node.getString("target"));
            default -> Trees.Node.file(node.getJsonNumber("size").longValue(), node.getString("sha256"));
        };
    }

    private static List<Integer> statuses(JsonObject expected) {
        return expected.containsKey("status")
                ? expected.getJsonArray("status").stream().map(v -> Integer.valueOf(v.toString())).toList()
                : List.of(422);
    }

    private static List<JsonObject> manifest() throws IOException {
        try (InputStream in = ArchiveCorpusTest.class.getResourceAsStream(DIRECTORY + "manifest.json");
                JsonReader reader = Json.createReader(in)) {
            return reader.readArray().getValuesAs(JsonObject.class);
        }
    }

    private static byte[] bytes(String file) throws IOException {
        try (InputStream in = ArchiveCorpusTest.class.getResourceAsStream(DIRECTORY + file)) {
            return in.readAllBytes();
        }
    }
}
