package dev.slipway.launch;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.slipway.cli.ServerOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class StandaloneServerTest {
    @Test
    @Timeout(60)
    void aHostThatDoesNotExistIsRefusedInsteadOfListeningEverywhere(@TempDir Path folder) {
        StandaloneServer server = new StandaloneServer(
                folder, Map.of(), new PrintStream(OutputStream.nullOutputStream()));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> server.start(new ServerOptions("nosuch.invalid", 0, folder.resolve("home"), "pw")))
                .withMessageContaining("no host named nosuch.invalid").withMessageContaining("--host");
    }
}
