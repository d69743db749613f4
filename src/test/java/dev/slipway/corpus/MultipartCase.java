package dev.slipway.corpus;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A stored multipart body of the corpus, with an operation and an archive in the places of what it carries. Those that carry
 * something else are no deploys: the server refuses them, whatever the parser thinks of their framing.
 *
 * @param accepted whether it deploys
 */
record MultipartCase(String id, boolean accepted, String contentType, String raw) {
    private static final String DIRECTORY = "/corpus/multipart/";
    private static final String OBJECT = "{\"project\":\"shop\",\"sha256\":\"0\"}";
    /** In order as such, but with something behind the object in the first part. */
    private static final Set<String> NO_DEPLOY = Set.of("mp-011-lwsp-before-delimiter");

    static Stream<MultipartCase> all() {
        try (InputStream in = open("manifest.json"); JsonReader reader = Json.createReader(in)) {
            return reader.readObject().getJsonArray("cases").getValuesAs(JsonObject.class).stream().map(MultipartCase::of);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String name) throws IOException {
        InputStream in = MultipartCase.class.getResourceAsStream(DIRECTORY + name);
        if (in == null) {
            throw new IOException("not there: " + name);
        }
        return in;
    }

    private static MultipartCase of(JsonObject row) {
        String id = row.getString("id");
        try (InputStream in = open(id + ".bin")) {
            String raw = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            boolean deploys = row.getString("recommended").equals("accept") || id.startsWith("mp-127");
            return new MultipartCase(id,
                    deploys && raw.contains(OBJECT) && raw.contains(stored()) && !NO_DEPLOY.contains(id),
                    row.getString("content_type", ""), raw);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What stands for the archive in the corpus. */
    private static String stored() {
        StringBuilder bytes = new StringBuilder();
        for (int i = 0; i < 1500; i++) {
            bytes.append((char) (i * 7 + 3 & 0xff));
        }
        return bytes.toString();
    }

    byte[] body() {
        return CorpusBody.ascii(raw
                .replace(OBJECT, "{\"operation\":\"deploy_component\",\"project\":\"" + project() + "\"}")
                .replace(stored(), CorpusBody.archiveText()));
    }

    String project() {
        return "corpus-" + id.replaceAll("[^A-Za-z0-9-]", "_");
    }

    @Override
    public String toString() {
        return id;
    }
}
