package dev.slipway.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeSizeTest {
    @TempDir
    Path tree;

    @Test
    void filesAndTheirBytesAreCountedAndNothingElse() throws IOException {
        Files.write(tree.resolve("a"), new byte[10]);
        Files.write(Files.createDirectory(tree.resolve("d")).resolve("b"), new byte[5]);
        Files.createSymbolicLink(tree.resolve("l"), Path.of("a"));
        assertThat(TreeSize.of(tree, () -> true)).isEqualTo(new TreeSize(2, 15));
    }

    @Test
    void countingEndsWhenItIsNotWanted() throws IOException {
        Files.createFile(tree.resolve("a"));
        assertThatThrownBy(() -> TreeSize.of(tree, () -> false)).isInstanceOf(InterruptedIOException.class);
    }
}
