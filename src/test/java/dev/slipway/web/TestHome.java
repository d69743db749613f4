package dev.slipway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.model.Digest;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A home directory, looked at from outside. */
record TestHome(Path path) {
    private static final Duration SOON = Duration.ofSeconds(10);

    Path live(String project) {
        return path.resolve("live").resolve(project);
    }

    Map<String, Digest> liveDigests(String project) throws IOException {
        return Archives.digests(live(project));
    }

    boolean hasPayload(byte[] archive) {
        return Files.exists(path.resolve("payloads").resolve(Archives.digest(archive).hex()));
    }

    /** Nothing of the project is on the disk. */
    void assertNothingOf(String project) {
        assertThat(live(project)).doesNotExist();
        assertThat(Files.exists(live(project), LinkOption.NOFOLLOW_LINKS)).isFalse();
        assertThat(path.resolve("releases").resolve(project)).doesNotExist();
    }

    /** Within ten seconds nothing is half-done any more. */
    void awaitQuiet() {
        await().atMost(SOON).untilAsserted(() -> assertThat(halfDone()).isEmpty());
    }

    boolean isReceiving() throws IOException {
        return !names("staging", "*").isEmpty();
    }

    /** What only exists while something is going on. */
    List<String> halfDone() throws IOException {
        List<String> found = new ArrayList<>(names("staging", "*"));
        found.addAll(names("payloads", ".*"));
        found.addAll(names("live", ".*"));
        found.addAll(names("journal", "*"));
        return found;
    }

    List<String> names(String child, String glob) throws IOException {
        List<String> names = new ArrayList<>();
        Path directory = path.resolve(child);
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> children = Files.newDirectoryStream(directory, glob)) {
                children.forEach(name -> names.add(child + "/" + name.getFileName()));
            }
        }
        return names;
    }
}
