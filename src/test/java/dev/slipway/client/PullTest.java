package dev.slipway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.archive.Compression;
import dev.slipway.model.Digest;
import dev.slipway.model.ProjectName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PullTest {
    private static final ProjectName APP = new ProjectName("app");
    private static final byte[] ARCHIVE = DeployFixture.noise(3 * DeployFixture.MIB + 5);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void anArchiveInChunksArrivesWholeWithItsDigest() throws Exception {
        try (TestServer server = sending("application/zstd", "Transfer-Encoding: chunked", ARCHIVE.length, true)) {
            Pulled pulled = client(server).pull(APP, Compression.ZSTD, out);
            assertThat(out.toByteArray()).isEqualTo(ARCHIVE);
            assertThat(pulled.size()).isEqualTo(ARCHIVE.length);
            assertThat(pulled.digest()).isEqualTo(Digest.of(MessageDigest.getInstance("SHA-256").digest(ARCHIVE)));
            assertThat(server.calls().get(0).line()).isEqualTo("GET /components/app/package HTTP/1.1");
            assertThat(server.calls().get(0).headers()).containsEntry("accept", "application/zstd")
                    .doesNotContainEntry("connection", "close");
        }
    }

    @Test
    void anArchiveOfDeclaredLengthArrivesWhole() throws Exception {
        try (TestServer server = sending("application/x-tar", "Content-Length: " + ARCHIVE.length, ARCHIVE.length, false)) {
            assertThat(client(server).pull(APP, Compression.NONE, out).size()).isEqualTo(ARCHIVE.length);
        }
    }

    @Test
    void anArchiveThatBreaksOffIsAFailure() throws Exception {
        for (String framing : new String[] {"Transfer-Encoding: chunked", "Content-Length: " + ARCHIVE.length}) {
            try (TestServer server = sending("application/gzip", framing, ARCHIVE.length - 1, false)) {
                DeployFailedException failure = catchThrowableOfType(DeployFailedException.class,
                        () -> client(server).pull(APP, Compression.GZIP, out));
                assertThat(failure.kind()).isEqualTo(FailureKind.NETWORK);
                assertThat(failure).hasMessageContaining("broke within the answer");
            }
        }
    }

    @Test
    void anArchiveWithoutAnEndOfItsOwnIsNotTaken() throws Exception {
        try (TestServer server = sending("application/gzip", "X-A: b", ARCHIVE.length, false)) {
            DeployFailedException failure = catchThrowableOfType(DeployFailedException.class,
                    () -> client(server).pull(APP, Compression.GZIP, out));
            assertThat(failure).hasMessageContaining("without saying where it ends");
            assertThat(out.size()).isZero();
        }
    }

    @Test
    void somethingElseThanAnArchiveIsNotTaken() throws Exception {
        try (TestServer server = new TestServer(call -> { }).requests(call -> call.answer(200, "{\"a\":1}"))) {
            assertThat(catchThrowableOfType(DeployFailedException.class,
                    () -> client(server).pull(APP, Compression.GZIP, out)).code()).isEqualTo("bad-answer");
        }
        try (TestServer server = new TestServer(call -> { }).requests(
                call -> call.answer(404, "{\"detail\":\"no such project\",\"code\":\"not-found\"}"))) {
            assertThat(catchThrowableOfType(DeployFailedException.class,
                    () -> client(server).pull(APP, Compression.GZIP, out))).hasMessageContaining("no such project");
        }
    }

    @Test
    void aFullDiskIsTheCallersAndEndsTheTransfer() throws Exception {
        try (TestServer server = sending("application/gzip", "Transfer-Encoding: chunked", ARCHIVE.length, true)) {
            assertThatThrownBy(() -> client(server).pull(APP, Compression.GZIP, new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    throw new IOException("full");
                }
            })).isExactlyInstanceOf(IOException.class).hasMessage("full");
        }
    }

    /** @param count how many bytes of the archive are sent before the connection is closed */
    private static TestServer sending(String type, String framing, int count, boolean whole) throws IOException {
        return new TestServer(call -> { }).requests(call -> {
            call.raw("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\n" + framing + "\r\nConnection: close\r\n\r\n");
            OutputStream out = call.out();
            if (framing.endsWith("chunked")) {
                out.write((Integer.toHexString(count) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
            out.write(ARCHIVE, 0, count);
            if (whole) {
                call.raw("\r\n0\r\n\r\n");
            }
            out.flush();
        });
    }

    private static SlipwayClient client(TestServer server) {
        return SlipwayClient.builder(server.target()).credentials("admin", () -> "s\u00e4cret".toCharArray()).build();
    }
}
