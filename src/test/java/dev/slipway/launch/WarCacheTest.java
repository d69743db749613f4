package dev.slipway.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarCacheTest {
    private static final Duration OLD = Duration.ofDays(31);

    @TempDir
    private Path scratch;

    private Path cache() {
        return scratch.resolve("cache");
    }

    private Path war(String content) throws IOException {
        Path war = scratch.resolve("slipway.war");
        try (OutputStream out = Files.newOutputStream(war); JarOutputStream jar = new JarOutputStream(out)) {
            jar.putNextEntry(new JarEntry("WEB-INF/web.xml"));
            jar.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return war;
    }

    private Path unpacked(String content) throws IOException {
        return WarCache.of(Map.of("SLIPWAY_CACHE", cache().toString())).unpacked(war(content));
    }

    private static Path marker(Path version) {
        return version.resolveSibling(".used-" + version.getFileName());
    }

    /** As if another process had unpacked it, which has ended since. */
    private Path version(String name, Duration age) throws IOException {
        Path version = Files.createDirectories(cache().resolve(name));
        Files.writeString(version.resolve("file"), "x");
        age(Files.createFile(marker(version)), age);
        return version;
    }

    private static void age(Path path, Duration age) throws IOException {
        Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(age)));
    }

    @Test
    void theSecondStartUnpacksNothing() throws IOException {
        Path first = unpacked("one");
        FileTime made = Files.getLastModifiedTime(first.resolve("WEB-INF/web.xml"));
        assertThat(unpacked("one")).isEqualTo(first);
        assertThat(Files.getLastModifiedTime(first.resolve("WEB-INF/web.xml"))).isEqualTo(made);
    }

    @Test
    void aNewVersionRemovesThoseThatNobodyStartedForLong() throws IOException {
        Files.createDirectories(cache());
        Path old = version("0.1-old", OLD);
        Path recent = version("0.2-recent", Duration.ofDays(29));
        Path foreign = Files.createDirectory(cache().resolve("foreign"));
        age(foreign, OLD);
        Path mine = unpacked("one");
        assertThat(old).doesNotExist();
        assertThat(marker(old)).doesNotExist();
        assertThat(recent).isNotEmptyDirectory();
        assertThat(foreign).exists();
        assertThat(mine.resolve("WEB-INF/web.xml")).hasContent("one");
    }

    @Test
    void whatIsRunningStaysHoweverOldItsStart() throws IOException {
        Path running = unpacked("one");
        age(marker(running), OLD);
        unpacked("two");
        assertThat(running.resolve("WEB-INF/web.xml")).hasContent("one");
    }

    @Test
    void eachStartCountsAsUse() throws IOException {
        Path mine = unpacked("one");
        age(marker(mine), OLD);
        unpacked("one");
        assertThat(Files.getLastModifiedTime(marker(mine)).toInstant())
                .isAfter(Instant.now().minus(Duration.ofHours(1)));
    }
}
