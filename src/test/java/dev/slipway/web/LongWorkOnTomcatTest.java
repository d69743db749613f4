package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.hooks.Scripts;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Work that takes longer than the connector waits for a client that sends nothing: this client has sent everything. */
class LongWorkOnTomcatTest {
    private static final int CONNECTION_TIMEOUT_MILLIS = 1000;
    private static final int MOMENT_MILLIS = 50;

    @TempDir
    private Path folder;

    private TestSite site;

    @BeforeEach
    void start() throws Exception {
        site = TomcatSite.start(folder.toRealPath().resolve("home"), Files.createDirectory(folder.resolve("server")),
                Map.of("slipway.activate-command", Scripts.setting(folder, "exec sleep 4")),
                Map.of("connectionTimeout", String.valueOf(CONNECTION_TIMEOUT_MILLIS)));
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    /** @param pauses where the client waits a moment: after the head, before the last chunk, within it */
    @ParameterizedTest
    @CsvSource(value = {"''", "H", "E", "HE", "W", "HEW"})
    void theClientThatHasSentEverythingGetsTheAnswerHoweverLongItTakes(String pauses) throws Exception {
        byte[] tar = Archives.tar(Map.of("index.html", Archives.noise(1, 10_000)));
        try (HttpSocket socket = new HttpSocket(site.port())) {
            ByteArrayOutputStream held = new ByteArrayOutputStream();
            held.writeBytes(("PUT /components/p" + pauses + " HTTP/1.1\r\nHost: localhost\r\n"
                    + "Content-Type: application/x-tar\r\n" + HttpSocket.basic("deployer") + "\r\n" + Requests.CHUNKED
                    + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            sendIf(pauses.contains("H"), socket, held);
            held.writeBytes((Integer.toHexString(tar.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            held.writeBytes(tar);
            sendIf(pauses.contains("E"), socket, held);
            held.writeBytes("\r\n0\r".getBytes(StandardCharsets.US_ASCII));
            sendIf(pauses.contains("W"), socket, held);
            held.writeBytes("\n\r\n".getBytes(StandardCharsets.US_ASCII));
            sendIf(true, socket, held);
            HttpSocket.Answer answer = socket.answer();
            assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        }
    }

    private static void sendIf(boolean now, HttpSocket socket, ByteArrayOutputStream held) throws Exception {
        if (now) {
            socket.raw(held.toByteArray());
            held.reset();
            Thread.sleep(MOMENT_MILLIS);
        }
    }
}
