package dev.slipway.fuzz;

import com.github.luben.zstd.Zstd;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** What is fuzzed, and what each fuzzer starts from. */
enum FuzzTarget {
    BOUNDARY("boundary", BoundaryFuzz.class) {
        @Override
        void run(byte[] data) {
            BoundaryFuzz.fuzzerTestOneInput(data);
        }

        @Override
        List<byte[]> seeds() {
            return multipart();
        }
    },
    PART_HEADERS("part-headers", PartHeadersFuzz.class) {
        @Override
        void run(byte[] data) {
            PartHeadersFuzz.fuzzerTestOneInput(data);
        }

        @Override
        List<byte[]> seeds() {
            return multipart().stream().map(FuzzTarget::firstHeaders).distinct().toList();
        }
    },
    BODY("body", BodyFuzz.class) {
        @Override
        void run(byte[] data) {
            BodyFuzz.fuzzerTestOneInput(data);
        }

        @Override
        List<byte[]> seeds() {
            return Stream.concat(multipart().stream(), FuzzSeeds.forms().stream()).toList();
        }
    },
    CBOR("cbor", CborBodyFuzz.class) {
        @Override
        void run(byte[] data) {
            CborBodyFuzz.fuzzerTestOneInput(data);
        }

        @Override
        List<byte[]> seeds() {
            return FuzzSeeds.CBOR.stream().map(hex -> HexFormat.of().parseHex(hex.replace(" ", ""))).toList();
        }
    },
    JSON("json", JsonBodyFuzz.class) {
        @Override
        void run(byte[] data) {
            JsonBodyFuzz.fuzzerTestOneInput(data);
        }

        @Override
        List<byte[]> seeds() {
            return FuzzSeeds.JSON.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
        }
    },
    EXTRACTOR("extractor", ExtractorFuzz.class) {
        @Override
        void run(byte[] data) {
            try {
                ExtractorFuzz.fuzzerTestOneInput(data);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        List<byte[]> seeds() {
            List<byte[]> archives = archives();
            List<byte[]> seeds = new ArrayList<>(archives);
            archives.stream().filter(archive -> archive.length < 8192).map(Zstd::compress).forEach(seeds::add);
            return seeds;
        }
    };

    private static final String CORPUS = "/corpus/";

    private final String folder;
    private final Class<?> type;

    FuzzTarget(String folder, Class<?> type) {
        this.folder = folder;
        this.type = type;
    }

    /** The class whose method the fuzzer calls. */
    Class<?> type() {
        return type;
    }

    /** @throws AssertionError when the bytes are neither taken as they should nor refused as they should */
    abstract void run(byte[] data);

    abstract List<byte[]> seeds();

    /** Name of the folder of its seeds, and of what was found below {@code src/test/resources/fuzz}. */
    String folder() {
        return folder;
    }

    /** Writes the seeds of this target as files. */
    void writeSeeds(Path directory) throws IOException {
        Files.createDirectories(directory);
        int number = 0;
        for (byte[] seed : seeds()) {
            Files.write(directory.resolve("seed-" + number++), seed);
        }
    }

    private static List<byte[]> multipart() {
        return cases("multipart").stream().map(row -> FuzzInput.join(row.getString("content_type", ""),
                bytes("multipart/" + row.getString("id") + ".bin"))).filter(seed -> seed.length < 6_000).toList();
    }

    private static List<byte[]> archives() {
        return cases("archive").stream().filter(row -> row.containsKey("file"))
                .map(row -> bytes("archive/" + row.getString("file"))).filter(seed -> seed.length < 12_000).toList();
    }

    private static byte[] firstHeaders(byte[] seed) {
        String text = new String(FuzzInput.of(seed).body(), StandardCharsets.ISO_8859_1);
        int from = text.indexOf("\r\n") + 2;
        int to = text.indexOf("\r\n\r\n");
        return (from < to ? text.substring(from, to) : "").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static List<JsonObject> cases(String kind) {
        try (InputStream in = FuzzTarget.class.getResourceAsStream(CORPUS + kind + "/manifest.json");
                JsonReader reader = Json.createReader(in)) {
            var manifest = reader.readValue();
            return (manifest instanceof JsonObject object ? object.getJsonArray("cases") : manifest.asJsonArray())
                    .getValuesAs(JsonObject.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String name) {
        try (InputStream in = FuzzTarget.class.getResourceAsStream(CORPUS + name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
