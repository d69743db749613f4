package dev.slipway.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntryNameTest {
    @TempDir
    Path directory;

    @Test
    void theBytesAreThoseOnTheDiskAlsoWhereTheLocaleIsNotUtf8() throws Exception {
        for (String name : List.of("plain", "\u00e4\u00f6 %41 \u20ac", "\ud83d\ude80", "a+b&c=d")) {
            Path file = Files.createFile(directory.resolve(name));
            byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
            assertThat(EntryName.of(file, true).bytes()).isEqualTo(utf8);
            assertThat(EntryName.of(file, false).bytes()).isEqualTo(utf8);
            assertThat(EntryName.of(file, false).text()).isEqualTo(name);
        }
    }

    @Test
    void aDirectoryHasItsNameWithoutASlash() throws Exception {
        Path inside = Files.createDirectory(directory.resolve("\u00fcber"));
        assertThat(EntryName.of(inside, false).text()).isEqualTo("\u00fcber");
    }

    @Test
    void aNameThatIsNotUtf8IsRefused() throws Exception {
        Process made = new ProcessBuilder("sh", "-c", "touch \"$(printf 'caf\\351')\"")
                .directory(directory.toFile()).inheritIO().start();
        assertThat(made.waitFor()).isZero();
        try (var names = Files.newDirectoryStream(directory)) {
            Path latin1 = names.iterator().next();
            assertThatThrownBy(() -> EntryName.of(latin1)).isInstanceOf(PackingFailedException.class)
                    .hasMessageContaining("not UTF-8");
        }
    }
}
