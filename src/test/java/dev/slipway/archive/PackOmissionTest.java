package dev.slipway.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackOmissionTest {
    @TempDir
    private Path tree;

    @BeforeEach
    void fill() throws IOException {
        Files.createDirectories(tree.resolve("node_modules/a"));
        Files.createDirectories(tree.resolve("sub/node_modules"));
        Files.createDirectories(tree.resolve("sub/not_node_modules"));
        Files.writeString(tree.resolve("node_modules/a/index.js"), "a");
        Files.writeString(tree.resolve("sub/node_modules/b.js"), "b");
        Files.writeString(tree.resolve("sub/index.js"), "c");
        Files.createSymbolicLink(tree.resolve("sub/link"), Path.of("index.js"));
    }

    private List<String> packed(PackOmission... without) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Packager(tree, PackOptions.DEFAULT.with(PackCompression.NONE), Set.of(without))
                .pack(out, new PackProgress());
        List<String> names = new ArrayList<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(out.toByteArray()))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }

    @Test
    void dependenciesAreLeftOutWhereverTheyAre() throws IOException {
        assertThat(packed(PackOmission.NODE_MODULES))
                .containsExactly("sub/", "sub/index.js", "sub/link", "sub/not_node_modules/");
    }

    @Test
    void linksAreLeftOut() throws IOException {
        assertThat(packed(PackOmission.LINKS)).contains("sub/index.js", "node_modules/a/index.js")
                .doesNotContain("sub/link");
    }

    @Test
    void nothingIsLeftOutUnasked() throws IOException {
        assertThat(packed()).hasSize(9);
    }
}
