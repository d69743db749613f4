package dev.slipway.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.archive.Compression;
import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectReader;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PackageComponentTest {
    private static final ProjectName APP = new ProjectName("app");

    @TempDir
    private Path folder;
    private LiveSite site;
    private PackageComponent operation;

    @BeforeEach
    void open() throws IOException {
        site = new LiveSite(folder.resolve("home"));
        operation = new PackageComponent(site.releases, site.spool);
    }

    @AfterEach
    void close() throws IOException {
        site.close();
    }

    private static List<String> names(InputStream tar) throws IOException {
        List<String> names = new ArrayList<>();
        try (TarArchiveInputStream entries = new TarArchiveInputStream(tar)) {
            for (TarArchiveEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }

    private void nothingIsLeft(DeploymentId id) throws IOException {
        assertThat(site.releases.isPinned(APP, id)).isFalse();
        assertThat(site.home.path().resolve("payloads")).isEmptyDirectory();
    }

    @ParameterizedTest
    @EnumSource
    void theObjectHasTheArchiveAsBase64(Format format) throws IOException {
        DeploymentId id = site.deploy(APP);
        Answer.Content content = site.content(operation, Map.of("project", "app"), format);
        assertThat(content.mediaType()).isEqualTo(format.mediaType());
        assertThat(site.releases.isPinned(APP, id)).isTrue();
        Map<String, Object> object = ObjectReader.read(LiveSite.bytes(content), format);
        assertThat(object).containsOnlyKeys("project", "payload").containsEntry("project", "app");
        byte[] archive = Base64.getDecoder().decode((String) object.get("payload"));
        assertThat(names(new GZIPInputStream(new ByteArrayInputStream(archive)))).containsExactly("assets/",
                "assets/empty/", "assets/gr\u00fc\u00df \".js", "assets/link", "index.html");
        nothingIsLeft(id);
    }

    @ParameterizedTest
    @CsvSource({"gzip, GZIP", "zstd, ZSTD", "none, NONE"})
    void theStreamIsTheArchiveItself(String compression, Compression method) throws IOException {
        DeploymentId id = site.deploy(APP);
        Answer.Content content = site.content(operation,
                Map.of("project", "app", "stream", true, "compression", compression), Format.CBOR);
        assertThat(content.mediaType()).isEqualTo(method.mediaType());
        assertThat(content.headers()).containsEntry("Content-Disposition",
                "attachment; filename=\"app" + method.extension() + "\"");
        byte[] archive = LiveSite.bytes(content);
        assertThat(Compression.of(archive, archive.length)).isEqualTo(method);
        nothingIsLeft(id);
    }

    @Test
    void whatIsNotWantedIsLeftOut() throws IOException {
        DeploymentId id = site.deploy(APP);
        Path release = site.releases.releasePath(APP, id);
        Files.createDirectory(release.resolve("node_modules"));
        Answer.Content content = site.content(operation, Map.of("project", "app", "stream", "true", "compression",
                "none", "skip_node_modules", "true", "skip_symlinks", true), Format.JSON);
        assertThat(names(new ByteArrayInputStream(LiveSite.bytes(content))))
                .doesNotContain("assets/link", "node_modules/").contains("index.html");
    }

    @Test
    void whatCannotBePackedIsToldAndLeavesNothing() throws IOException {
        DeploymentId id = site.deploy(APP);
        Path release = site.releases.releasePath(APP, id);
        Files.createSymbolicLink(release.resolve("astray"), Path.of("/etc/passwd"));
        for (Format format : Format.values()) {
            Answer.Content content = site.content(operation, Map.of("project", "app"), format);
            assertThatThrownBy(() -> LiveSite.bytes(content)).isInstanceOfSatisfying(DeployException.class, e -> {
                assertThat(e.problem()).isEqualTo(Problem.NOT_POSSIBLE_NOW);
                assertThat(e.detail()).contains("astray").doesNotContain(folder.toString());
            });
            nothingIsLeft(id);
        }
    }

    @Test
    void onlyWhatIsLiveAndAKnownCompressionCanBeAskedFor() throws IOException {
        assertThatThrownBy(() -> site.content(operation, Map.of("project", "app"), Format.JSON))
                .isInstanceOfSatisfying(DeployException.class,
                        e -> assertThat(e.problem()).isEqualTo(Problem.NOT_FOUND));
        assertThatThrownBy(() -> site.content(operation, Map.of("project", "app", "compression", "rar"), Format.JSON))
                .isInstanceOfSatisfying(DeployException.class,
                        e -> assertThat(e.detail()).isEqualTo("'compression' must be one of [gzip, zstd, none]"));
    }
}
