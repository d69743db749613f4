package dev.slipway.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.archive.PackingFailedException.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Set;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What others do to the tree while it is packed: it is named, and never mixed into an archive that looks whole. */
@Timeout(60)
class ChangingTreeTest {
    private static final int LARGE = 4 << 20;
    private static final PackOptions PLAIN = PackOptions.DEFAULT.with(PackCompression.NONE);

    @TempDir
    Path tree;
    @TempDir
    Path elsewhere;

    private interface Change {
        void make(Path path) throws IOException, InterruptedException;
    }

    @BeforeEach
    void makeTree() throws IOException {
        Files.write(Files.createDirectory(tree.resolve("d")).resolve("large"), new byte[LARGE]);
        Files.writeString(tree.resolve("d/small"), "small");
        Files.writeString(tree.resolve("e"), "last");
        Files.setLastModifiedTime(tree.resolve("d/large"), FileTime.fromMillis(1_000_000));
    }

    @Test
    void aFileThatGrowsWhileItIsReadIsNamed() {
        midway("d/large", file -> Files.write(file, new byte[1], StandardOpenOption.APPEND)).hasMessageContaining("grew");
    }

    @Test
    void aFileThatIsCutWhileItIsReadIsNamed() {
        midway("d/large", file -> {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(LARGE / 2);
            }
        }).hasMessageContaining("shrank from " + LARGE + " to " + LARGE / 2);
    }

    @Test
    void aFileThatIsRewrittenWhileItIsReadIsNamed() {
        midway("d/large", file -> {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(new byte[] {1}), 0);
            }
        }).hasMessageContaining("was written to");
    }

    @Test
    void aFileThatVanishesWhileItIsReadIsNamed() {
        midway("d/large", Files::delete).hasMessageContaining("removed");
    }

    @Test
    void aFileThatIsReplacedByARenameIsNamedAlsoWhenSizeAndTimeAreTheSame() {
        midway("d/large", file -> {
            Path other = Files.write(elsewhere.resolve("other"), new byte[LARGE]);
            Files.setLastModifiedTime(other, FileTime.fromMillis(1_000_000));
            Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
        }).hasMessageContaining("replaced");
    }

    @Test
    void aFileThatBecomesAPipeIsNamedAndNotWaitedFor() {
        before("d/small", file -> {
            Files.delete(file);
            assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
        }).hasMessageContaining("replaced");
    }

    @Test
    void aFileThatBecomesADirectoryOrALinkIsNamed() throws IOException {
        before("d/small", file -> {
            Files.delete(file);
            Files.createDirectory(file);
        }).hasMessageContaining("replaced");
        Files.delete(tree.resolve("d/small"));
        Files.writeString(tree.resolve("d/small"), "small");
        before("d/small", file -> {
            Files.delete(file);
            Files.createSymbolicLink(file, Files.writeString(elsewhere.resolve("small"), "small"));
        }).hasMessageContaining("replaced");
    }

    @Test
    void nothingIsTakenFromWhereADirectoryThatBecameALinkLeads() throws IOException {
        Files.writeString(elsewhere.resolve("passwd"), "secret");
        StringBuilder names = new StringBuilder();
        failed("d", () -> new Packager(tree, PLAIN, Set.of(), entry -> {
            names.append(entry.name()).append(' ');
            if (entry.name().equals("d")) {
                Files.move(entry.path(), elsewhere.resolve("moved"));
                Files.createSymbolicLink(entry.path(), elsewhere);
            }
        }).pack(OutputStream.nullOutputStream(), new PackProgress())).hasMessageContaining("replaced");
        assertThat(names.toString()).isEqualTo("d ");
    }

    @Test
    void aDirectoryThatVanishesIsNamed() {
        before("d", directory -> Files.move(directory, elsewhere.resolve("moved"))).hasMessageContaining("removed");
    }

    private AbstractThrowableAssert<?, ?> before(String name, Change change) {
        return failed(name, () -> new Packager(tree, PLAIN, Set.of(), entry -> {
            if (entry.name().equals(name)) {
                make(change, name);
            }
        }).pack(OutputStream.nullOutputStream(), new PackProgress()));
    }

    /** The change is made when a part of the first file's content is out. */
    private AbstractThrowableAssert<?, ?> midway(String name, Change change) {
        return failed(name, () -> new Packager(tree, PLAIN).pack(new OutputStream() {
            private long written;

            @Override
            public void write(int b) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void write(byte[] bytes, int from, int count) {
                if (written < LARGE / 4 && written + count >= LARGE / 4) {
                    make(change, name);
                }
                written += count;
            }
        }, new PackProgress()));
    }

    private void make(Change change, String name) {
        try {
            change.make(tree.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static AbstractThrowableAssert<?, ?> failed(String name,
            ThrowingCallable packing) {
        return assertThatThrownBy(packing).isInstanceOfSatisfying(PackingFailedException.class, e -> {
            assertThat(e.entry()).isEqualTo(name);
            assertThat(e.reason()).isEqualTo(Reason.CHANGED);
        });
    }
}
