package dev.slipway.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackedLinkTest {
    @TempDir
    Path tree;

    @ParameterizedTest
    @CsvSource({"l, a", "l, a/b", "l, ./a", "d/l, ../a", "d/e/l, ../../a", "l, nowhere"})
    void aTargetInsideIsKept(String link, String target) throws IOException {
        assertThat(targetOf(link, target)).isEqualTo(target);
    }

    @ParameterizedTest
    @CsvSource({"l, /nowhere/at/all, absolute", "l, .., outside", "l, ../x, outside", "d/l, ../../x, outside",
        "l, ., above", "d/l, ., above", "d/l, .., above", "d/e/l, .., above", "d/l, a/../../x, after a name",
        "d/l, ../a/.., after a name", "l, c:/x, drive"})
    void aTargetOutsideOrDoubtfulIsRefused(String link, String target, String why) {
        assertThatThrownBy(() -> targetOf(link, target)).isInstanceOfSatisfying(PackingFailedException.class, e -> {
            assertThat(e.entry()).isEqualTo(link);
            assertThat(e).hasMessageContaining(why).hasMessageContaining(target);
        });
    }

    private String targetOf(String link, String target) throws IOException {
        Path path = tree.resolve(link);
        Files.createDirectories(path.getParent());
        Files.createSymbolicLink(path, Path.of(target));
        List<String> targets = new ArrayList<>();
        new DirectoryWalk(tree, 64).visitAll(entry -> {
            if (entry.isLink()) {
                targets.add(PackedLink.read(entry, EntryPath.of(entry.name())).target());
            }
        });
        return targets.get(0);
    }
}
