package dev.slipway.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SortedNamesTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 99, 100, 101, 1000})
    void everyNameComesOnceAndInOrderWhateverTheWindow(int window) throws IOException {
        List<String> expected = IntStream.range(0, 100).mapToObj(i -> String.format("n%02d", i)).toList();
        for (String name : expected) {
            Files.createFile(directory.resolve(name));
        }
        assertThat(all(window)).isEqualTo(expected);
    }

    @Test
    void aWindowIsNeverExceeded() throws IOException {
        for (int i = 0; i < 10; i++) {
            Files.createFile(directory.resolve("f" + i));
        }
        SortedNames names = new SortedNames(directory, 4);
        assertThat(names.next()).hasSize(4);
        assertThat(names.next()).hasSize(4);
        assertThat(names.next()).hasSize(2);
        assertThat(names.next()).isEmpty();
    }

    @Test
    void theOrderIsThatOfTheBytes() throws IOException {
        for (String name : List.of("Z", "a", "B", "\u00e4", "\ud83d\ude80", "\uff5e", "a.b", "a-b", "a b")) {
            Files.createFile(directory.resolve(name));
        }
        assertThat(all(100)).containsExactly("B", "Z", "a", "a b", "a-b", "a.b", "\u00e4", "\uff5e", "\ud83d\ude80");
    }

    @Test
    void anEmptyDirectoryHasNoNames() throws IOException {
        assertThat(all(3)).isEmpty();
    }

    private List<String> all(int window) throws IOException {
        SortedNames names = new SortedNames(directory, window);
        List<String> all = new ArrayList<>();
        for (List<EntryName> some = names.next(); !some.isEmpty(); some = names.next()) {
            some.forEach(name -> all.add(name.text()));
        }
        return all;
    }
}
