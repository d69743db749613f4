package dev.slipway.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A running server that the corpus is played against.
 *
 * @param name what it is called in the table
 * @param engine who reads the bytes before the application does
 * @param port on 127.0.0.1
 * @param authorization value of the field for a user who may deploy
 * @param home its home directory
 */
public record CorpusTarget(String name, Engine engine, int port, String authorization, Path home) {
    private static final Duration SOON = Duration.ofSeconds(5);

    /** Who reads the bytes before the application does. */
    public enum Engine {
        TOMCAT,
        UNDERTOW,
        STANDALONE
    }

    Path live(String project) {
        return home.resolve("live").resolve(project);
    }

    /** Within five seconds nothing of the project is on the disk, nor of anything that was begun. */
    void assertNothingLeftOf(String project) {
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(halfDone()).isEmpty();
            assertThat(Files.exists(live(project), LinkOption.NOFOLLOW_LINKS)).as("live").isFalse();
            assertThat(home.resolve("releases").resolve(project)).doesNotExist();
        });
    }

    /** Within five seconds nothing is half-done any more. */
    void assertQuiet() {
        await().atMost(SOON).untilAsserted(() -> assertThat(halfDone()).isEmpty());
    }

    private List<String> halfDone() throws IOException {
        List<String> found = new ArrayList<>();
        found.addAll(names("staging", "*"));
        found.addAll(names("payloads", ".*"));
        found.addAll(names("live", ".*"));
        found.addAll(names("journal", "*"));
        return found;
    }

    private List<String> names(String child, String glob) throws IOException {
        List<String> names = new ArrayList<>();
        Path directory = home.resolve(child);
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> children = Files.newDirectoryStream(directory, glob)) {
                children.forEach(name -> names.add(child + "/" + name.getFileName()));
            }
        }
        return names;
    }
}
