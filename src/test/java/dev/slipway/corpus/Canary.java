package dev.slipway.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Two files outside of any home, to which absolute paths in the archives of the corpus point. They stay where they are. */
record Canary(Map<Path, String> before) {
    private static final Path DIRECTORY = Path.of("/tmp/dsec-canary");

    /** Puts it there unless it is. */
    static Canary put() throws IOException {
        Files.createDirectories(DIRECTORY);
        Path victim = DIRECTORY.resolve("victim");
        Path secret = DIRECTORY.resolve("secret");
        for (Path file : new Path[] {victim, secret}) {
            if (Files.notExists(file)) {
                Files.writeString(file, "canary\n");
            }
        }
        return new Canary(Map.of(victim, Files.readString(victim), secret, Files.readString(secret)));
    }

    void assertUntouched() {
        assertThat(DIRECTORY.toFile().list()).containsExactlyInAnyOrder("victim", "secret");
        before.forEach((file, content) -> assertThat(file).hasContent(content));
    }
}
