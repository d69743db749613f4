package dev.slipway.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeRemovalTest {
    @TempDir
    private Path scratch;

    private Path top() throws IOException {
        return Files.createDirectory(scratch.resolve("top"));
    }

    @Test
    void nothingToDeleteIsFine() {
        assertThat(TreeRemoval.remove(scratch.resolve("none"), new RealDisk())).isZero();
    }

    @Test
    void whatALinkPointsToStays() throws IOException {
        Path outside = Files.createDirectory(scratch.resolve("outside"));
        Files.writeString(outside.resolve("kept"), "kept");
        Path top = top();
        Files.createSymbolicLink(top.resolve("link"), outside);
        Files.createSymbolicLink(top.resolve("broken"), Path.of("nowhere"));
        assertThat(TreeRemoval.remove(top, new RealDisk())).isZero();
        assertThat(top).doesNotExist();
        assertThat(outside.resolve("kept")).exists();
        Path link = Files.createSymbolicLink(scratch.resolve("link-as-top"), outside);
        assertThat(TreeRemoval.remove(link, new RealDisk())).isZero();
        assertThat(outside.resolve("kept")).exists();
    }

    @Test
    void directoriesWithoutPermissionsAreDeleted() throws IOException {
        Path top = top();
        Path closed = Files.createDirectories(top.resolve("a/closed"));
        Files.writeString(closed.resolve("file"), "x");
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        Files.setPosixFilePermissions(top.resolve("a"), PosixFilePermissions.fromString("r-x------"));
        assertThat(TreeRemoval.remove(top, new RealDisk())).isZero();
        assertThat(top).doesNotExist();
    }

    @Test
    void aTreeDeeperThanAnyPathIsDeleted() throws IOException {
        Path top = top();
        Path deepest = top;
        for (int level = 0; level < 3 * TreeRemoval.MAX_DEPTH; level++) {
            deepest = Files.createDirectory(deepest.resolve("d"));
            Files.writeString(deepest.resolve("file"), "x");
        }
        graft(chain(scratch.resolve("first"), 16), deepest); // together longer than PATH_MAX, each alone is not
        graft(chain(scratch.resolve("second"), 16), end(deepest.resolve("g"), 16));
        assertThat(TreeRemoval.remove(top, new RealDisk())).isZero();
        assertThat(top).doesNotExist();
    }

    private static Path end(Path chain, int levels) {
        Path end = chain;
        for (int level = 0; level < levels; level++) {
            end = end.resolve("n".repeat(200));
        }
        return end;
    }

    private static Path chain(Path top, int levels) throws IOException {
        Files.createDirectories(end(top, levels));
        return top;
    }

    private static void graft(Path chain, Path below) throws IOException {
        try (var to = (SecureDirectoryStream<Path>) Files.newDirectoryStream(below);
                var from = (SecureDirectoryStream<Path>) Files.newDirectoryStream(chain.getParent())) {
            from.move(chain.getFileName(), to, Path.of("g"));
        }
    }

    @Test
    void whatCannotBeDeletedIsCountedAndTheRestIsDeleted() throws IOException {
        Path top = top();
        Files.createDirectory(top.resolve("a"));
        Files.writeString(top.resolve("a/stubborn"), "x");
        Files.writeString(top.resolve("b"), "x");
        FaultyDisk disk = FaultyDisk.quick();
        disk.before(path -> path.endsWith("stubborn"), () -> {
            throw new IOException("Operation not permitted");
        });
        assertThat(TreeRemoval.remove(top, disk)).isEqualTo(3); // the file and the two directories above it
        assertThat(top.resolve("a/stubborn")).exists();
        assertThat(top.resolve("b")).doesNotExist();
    }
}
