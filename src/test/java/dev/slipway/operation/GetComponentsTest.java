package dev.slipway.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectReader;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GetComponentsTest {
    private static final ProjectName APP = new ProjectName("app");
    private static final ProjectName OTHER = new ProjectName("other");

    @TempDir
    private Path folder;
    private LiveSite site;
    private GetComponents operation;

    @BeforeEach
    void open() throws IOException {
        site = new LiveSite(folder.resolve("home"));
        operation = new GetComponents(site.releases);
    }

    @AfterEach
    void close() throws IOException {
        site.close();
    }

    private Map<String, Object> answer(Map<String, Object> fields, Format format) throws IOException {
        Answer.Content content = site.content(operation, fields, format);
        assertThat(content.mediaType()).isEqualTo(format.mediaType());
        return ObjectReader.read(LiveSite.bytes(content), format);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Map<String, Object>> entries(Map<String, Object> object) {
        return ((List<Map<String, Object>>) object.get("entries")).stream()
                .collect(Collectors.toMap(entry -> (String) entry.get("name"), Function.identity()));
    }

    @ParameterizedTest
    @EnumSource
    void theFilesOfAllLiveComponentsAreTold(Format format) throws IOException {
        DeploymentId app = site.deploy(APP);
        site.deploy(OTHER);
        Map<String, Object> answer = answer(Map.of(), format);
        assertThat(answer).containsEntry("name", "components");
        assertThat(entries(answer)).containsOnlyKeys("app", "other");
        Map<String, Object> component = entries(answer).get("app");
        assertThat(component.get("status")).isEqualTo(Map.of("status", "live", "release_id", app.value()));
        assertThat(entries(component)).containsOnlyKeys("index.html", "assets");
        assertThat(entries(component).get("index.html")).isEqualTo(
                Map.of("name", "index.html", "mtime", "2024-05-06T07:08:09.000Z", "size", 6L));
        Map<String, Map<String, Object>> assets = entries(entries(component).get("assets"));
        assertThat(assets).containsOnlyKeys("empty", "link", "gr\u00fc\u00df \".js");
        assertThat(assets.get("gr\u00fc\u00df \".js")).containsEntry("size", 5L);
        assertThat(assets.get("link")).containsEntry("link", "../index.html");
        assertThat(entries(assets.get("empty"))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void nothingLiveIsAnEmptyList(Format format) throws IOException {
        assertThat(answer(Map.of(), format)).isEqualTo(Map.of("name", "components", "entries", List.of()));
    }

    @Test
    void oneComponentIsToldAlone() throws IOException {
        site.deploy(APP);
        site.deploy(OTHER);
        assertThat(entries(answer(Map.of("project", "other"), Format.JSON))).containsOnlyKeys("other");
        assertThatThrownBy(() -> answer(Map.of("project", "nothing"), Format.JSON))
                .isInstanceOfSatisfying(DeployException.class,
                        e -> assertThat(e.problem()).isEqualTo(Problem.NOT_FOUND));
    }

    @Test
    void aReleaseIsPinnedWhileItIsTold() throws IOException {
        DeploymentId id = site.deploy(APP);
        boolean[] pinned = {false};
        Answer.Content content = site.content(operation, Map.of(), Format.CBOR);
        // the buffer is written out in the midst of a component or at the end: a deep name makes it the former
        OutputStream watching = new OutputStream() {
            @Override
            public void write(int b) {
                pinned[0] |= site.releases.isPinned(APP, id);
            }
        };
        Path release = site.releases.releasePath(APP, id);
        for (int i = 0; i < 400; i++) {
            Files.writeString(release.resolve("a-name-that-fills-buffers-" + i), "");
        }
        content.writer().writeTo(watching);
        assertThat(pinned[0]).isTrue();
        assertThat(site.releases.isPinned(APP, id)).isFalse();
    }

    @Test
    void aClientThatGoesLeavesNoPin() throws IOException {
        DeploymentId id = site.deploy(APP);
        Answer.Content content = site.content(operation, Map.of(), Format.JSON);
        assertThatThrownBy(() -> content.writer().writeTo(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("gone");
            }
        })).isInstanceOf(IOException.class);
        assertThat(site.releases.isPinned(APP, id)).isFalse();
    }
}
