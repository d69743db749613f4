package dev.slipway.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.corpus.CorpusTable;
import dev.slipway.problem.DeployException;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The cases of the corpus that are about what the parts mean: their part {@code meta} is taken for the operation object,
 * the next for the archive.
 */
class ApplicationCorpusTest {
    /** Cases whose verdict is a refusal and that are taken, with the reason. */
    private static final Map<String, String> TAKEN = Map.of(
            "mp-153-missing-file", "an operation needs no archive; deploy_component without one is refused with 400");
    private static final int[] CHUNKS = {1, 2, 3, 7, 4096, 8192, 65536};
    private static final int EVERYWHERE = 4000;
    private static final CorpusTable TABLE = new CorpusTable("multipart", "parser application", 16);

    record Case(String id, String contentType, List<Integer> status) {
        byte[] body() throws IOException {
            if (id.equals("mp-157-meta-too-big")) {
                return blankMeta(2 << 20);
            }
            try (InputStream in = ApplicationCorpusTest.class.getResourceAsStream("/corpus/multipart/" + id + ".bin")) {
                return in.readAllBytes();
            }
        }

        private static byte[] blankMeta(int length) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            body.writeBytes(("------dply7MA4YWxkTrZu0gW\r\nContent-Disposition: form-data; name=\"meta\"\r\n\r\n{")
                    .getBytes(StandardCharsets.US_ASCII));
            body.writeBytes(" ".repeat(length).getBytes(StandardCharsets.US_ASCII));
            body.writeBytes("}\r\n------dply7MA4YWxkTrZu0gW--\r\n".getBytes(StandardCharsets.US_ASCII));
            return body.toByteArray();
        }

        @Override
        public String toString() {
            return id;
        }
    }

    static Stream<Case> cases() throws IOException {
        try (InputStream in = ApplicationCorpusTest.class.getResourceAsStream("/corpus/multipart/application.json");
                JsonReader reader = Json.createReader(in)) {
            return reader.readObject().getJsonArray("cases").getValuesAs(JsonObject.class).stream()
                    .filter(row -> row.getString("id").compareTo("mp-9") < 0)
                    .map(row -> new Case(row.getString("id"), row.getString("content_type"),
                            row.getJsonArray("status").stream().map(v -> Integer.valueOf(v.toString())).toList()));
        }
    }

    @AfterAll
    static void printTable() throws IOException {
        TABLE.close();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theBodyIsRefusedAsTheCorpusSays(Case expected) throws IOException {
        byte[] body = expected.body();
        DeployException whole = fed(expected.contentType, body, Math.max(1, body.length), 0);

        if (TAKEN.containsKey(expected.id)) {
            assertThat(whole).isNull();
            TABLE.deviates(expected.id, TAKEN.get(expected.id));
        } else {
            assertThat(whole).isNotNull();
            assertThat(expected.status).contains(whole.problem().status());
            TABLE.asSaid(expected.id);
        }
        for (int chunk : CHUNKS) {
            assertSame(whole, fed(expected.contentType, body, chunk, 0));
        }
        for (int split = 1; split < body.length; split += body.length < EVERYWHERE ? 1 : body.length / 50) {
            assertSame(whole, fed(expected.contentType, body, body.length, split));
        }
    }

    @Test
    void anEndlessOperationObjectIsRefusedAtItsLimitAndNotKept() {
        byte[] blanks = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
        RequestBody reader = RequestBodies.of("multipart/form-data; boundary=b", new RecordedBody());
        byte[] start = "--b\r\nContent-Disposition: form-data; name=\"meta\"\r\n\r\n{".getBytes(StandardCharsets.US_ASCII);
        reader.write(start, 0, start.length);

        assertThatThrownBy(() -> {
            for (int i = 0; i < 2; i++) {
                reader.write(blanks, 0, blanks.length);
            }
        }).isInstanceOfSatisfying(DeployException.class, e -> assertThat(e.problem().status()).isEqualTo(413));
        TABLE.asSaid("mp-904-meta-1g");
    }

    private static void assertSame(@Nullable DeployException whole, @Nullable DeployException cut) {
        assertThat(Objects.toString(cut)).isEqualTo(Objects.toString(whole));
    }

    /** Feeds the body in chunks behind a first slice. */
    private static @Nullable DeployException fed(String contentType, byte[] body, int chunk, int first) {
        try {
            RequestBody reader = RequestBodies.of(contentType, new RecordedBody());
            reader.write(body, 0, first);
            RecordedBody.feed(reader, Arrays.copyOfRange(body, first, body.length), chunk);
            return null;
        } catch (DeployException e) {
            return e;
        }
    }
}
