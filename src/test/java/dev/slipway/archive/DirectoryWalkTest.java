package dev.slipway.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryWalkTest {
    private static final int DEPTH = 64;

    @TempDir
    Path tree;

    @Test
    void eachDirectoryComesBeforeWhatIsInItAlsoWithAWindowOfOne() throws IOException {
        for (String name : List.of("b/c", "b/a", "b.txt", "a", "c/d/e")) {
            Path file = tree.resolve(name);
            Files.createDirectories(file.getParent());
            Files.createFile(file);
        }
        List<String> order = List.of("a", "b", "b/a", "b/c", "b.txt", "c", "c/d", "c/d/e");
        assertThat(names(new DirectoryWalk(tree, DEPTH, 1))).isEqualTo(order);
        assertThat(names(new DirectoryWalk(tree, DEPTH))).isEqualTo(order);
    }

    @Test
    void linksToDirectoriesAreNotFollowed() throws IOException {
        Files.createDirectory(tree.resolve("d"));
        Files.createSymbolicLink(tree.resolve("d/up"), Path.of(".."));
        assertThat(names(new DirectoryWalk(tree, DEPTH))).containsExactly("d", "d/up");
    }

    @Test
    void aTreeIsRefusedByTheFirstNameThatTheServerWouldFindTooDeep() throws IOException {
        Path deep = Files.createDirectories(tree.resolve("d/".repeat(DEPTH)));
        assertThat(names(new DirectoryWalk(tree, DEPTH))).hasSize(DEPTH);
        Files.createFile(deep.resolve("f"));
        assertThatThrownBy(() -> names(new DirectoryWalk(tree, DEPTH)))
                .isInstanceOfSatisfying(PackingFailedException.class, e -> {
                    assertThat(e.entry()).isEqualTo("d/".repeat(DEPTH) + "f");
                    assertThat(e).hasMessageContaining("deep");
                });
    }

    private static List<String> names(DirectoryWalk walk) throws IOException {
        List<String> names = new ArrayList<>();
        walk.visitAll(entry -> names.add(entry.name()));
        return names;
    }
}
