package dev.slipway.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.problem.DeployException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackagerTest {
    private static final String LONG = "n".repeat(120);

    @TempDir
    Path tree;
    @TempDir
    Path elsewhere;

    @Test
    void theTreeComesBackWholeAndInOrder() throws IOException {
        sampleTree();
        Map<String, String> found = new LinkedHashMap<>();
        try (TarArchiveInputStream tar = reader(pack())) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                found.put(entry.getName(), entry.isSymbolicLink() ? "-> " + entry.getLinkName()
                        : entry.isDirectory() ? "dir"
                        : entry.getSize() + ":" + new String(tar.readAllBytes()).hashCode());
            }
        }
        assertThat(found.keySet()).containsExactly("bin/", "bin/run", "empty/", "index.html", "link", LONG + "/",
                LONG + "/" + LONG, "\u00fcber/", "\u00fcber/\ud83d\ude80.txt");
        assertThat(found).containsEntry("link", "-> bin/run").containsEntry("empty/", "dir")
                .containsEntry("index.html", "5:" + "hello".hashCode());
    }

    @Test
    void nothingOfTheMachineIsInTheHeaders() throws IOException {
        sampleTree();
        try (TarArchiveInputStream tar = reader(pack())) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                assertThat(entry.getLongUserId() + entry.getLongGroupId()).isZero();
                assertThat(entry.getUserName() + entry.getGroupName()).isEmpty();
                assertThat(entry.getLastModifiedTime().toMillis() % 1000).isZero();
                int mode = entry.getMode() & 0777;
                assertThat(mode).isEqualTo(entry.isSymbolicLink() ? 0777
                        : entry.isDirectory() || entry.getName().equals("bin/run") ? 0755 : 0644);
            }
        }
    }

    @Test
    void twoPackingsGiveTheSameBytes() throws IOException {
        sampleTree();
        byte[] first = pack();
        Files.setPosixFilePermissions(tree.resolve("index.html"), PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(pack()).isEqualTo(first);
        ByteArrayOutputStream alone = new ByteArrayOutputStream();
        new Packager(tree, PackOptions.DEFAULT.withThreads(1)).pack(alone, new PackProgress());
        assertThat(alone.toByteArray()).isEqualTo(first);
    }

    @Test
    void gnuTarUnpacksTheSameTree() throws Exception {
        sampleTree();
        Path archive = Files.write(elsewhere.resolve("a.tar.gz"), pack());
        Path out = Files.createDirectory(elsewhere.resolve("out"));
        run("tar", "xzf", archive.toString(), "-C", out.toString());
        run("diff", "-r", "--no-dereference", tree.toString(), out.toString());
        assertThat(Files.getPosixFilePermissions(out.resolve("bin/run")))
                .isEqualTo(PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(out.resolve("empty")).isEmptyDirectory();
    }

    @Test
    void theProgressCountsWhatIsPacked() throws IOException {
        sampleTree();
        PackProgress progress = new PackProgress();
        new Packager(tree, PackOptions.DEFAULT).pack(OutputStream.nullOutputStream(), progress);
        assertThat(progress.files()).isEqualTo(4);
        assertThat(progress.directories()).isEqualTo(4);
        assertThat(progress.links()).isEqualTo(1);
        assertThat(progress.bytes()).isEqualTo(300_000 + 5 + 10 + 1);
        assertThat(progress.current()).isEqualTo("\u00fcber/\ud83d\ude80.txt");
    }

    @Test
    void aSizeBeyondEightGibibytesComesBack() throws IOException {
        long size = (9L << 30) + 1;
        try (RandomAccessFile file = new RandomAccessFile(tree.resolve("big").toFile(), "rw")) {
            file.setLength(size);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new DirectoryWalk(tree, 64).visitAll(entry -> {
            TarArchiveOutputStream tar = Packager.tar(out);
            tar.putArchiveEntry(Packager.header(entry, ""));
            tar.write(new byte[20_480]);
        });
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(out.toByteArray()))) {
            assertThat(tar.getNextEntry().getSize()).isEqualTo(size);
        }
    }

    @Test
    void aFileThatGrowsIsNamed() throws IOException {
        sampleTree();
        assertChanged(() -> packWhile("index.html", file -> Files.writeString(file, "!", StandardOpenOption.APPEND)),
                "index.html", "grew");
    }

    @Test
    void aFileThatShrinksIsNamed() throws IOException {
        sampleTree();
        assertChanged(() -> packWhile("index.html", file -> Files.writeString(file, "he")), "index.html", "shrank");
    }

    @Test
    void aFileThatIsRewrittenInTheSameLengthIsNamed() throws IOException {
        sampleTree();
        Files.setLastModifiedTime(tree.resolve("index.html"), FileTime.fromMillis(1_000_000));
        assertChanged(() -> packWhile("index.html", file -> Files.writeString(file, "HELLO")), "index.html", "written");
    }

    @Test
    void aFileThatVanishesIsNamed() throws IOException {
        sampleTree();
        assertChanged(() -> packWhile("index.html", Files::delete), "index.html", "removed");
    }

    @Test
    void aFileThatAppearsMeanwhileIsToldWithItsDirectory() throws IOException {
        sampleTree();
        Files.setLastModifiedTime(tree.resolve("bin"), FileTime.fromMillis(1_000_000));
        assertChanged(() -> packWhile("bin/run", file -> Files.writeString(file.resolveSibling("late"), "x")),
                "bin", "added");
    }

    @Test
    void aFifoIsRefusedByName() throws Exception {
        run("mkfifo", tree.resolve("pipe").toString());
        assertThatThrownBy(this::pack).isInstanceOfSatisfying(PackingFailedException.class, e -> {
            assertThat(e.entry()).isEqualTo("pipe");
            assertThat(e.reason()).isEqualTo(PackingFailedException.Reason.REFUSED);
        });
    }

    @Test
    void aBackslashIsRefusedHere() throws IOException {
        Files.writeString(tree.resolve("back\\slash"), "x");
        assertRefusedUnsent("back\\\\slash", "backslash");
    }

    @Test
    void aControlCharacterIsRefusedHereAndShownEscaped() throws IOException {
        Files.writeString(tree.resolve("bell\007"), "x");
        assertRefusedUnsent("bell\\u0007", "control character");
    }

    @Test
    void aPathThatIsTooLongForTheServerIsRefusedHere() throws IOException {
        String path = String.join("/", Collections.nCopies(9, LONG));
        Files.createDirectories(tree.resolve(path));
        assertRefusedUnsent(DeployException.printable(path), "longer than 1024 bytes");
    }

    @Test
    void aLinkToADirectoryAboveItIsRefusedHere() throws IOException {
        Files.createSymbolicLink(Files.createDirectories(tree.resolve("a/b")).resolve("l"), Path.of(".."));
        assertRefusedUnsent("a/b/l", "above");
    }

    /** The entry is not in what was sent, nor counted. */
    private void assertRefusedUnsent(String entry, String why) throws IOException {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        PackProgress progress = new PackProgress();
        assertThatThrownBy(() -> new Packager(tree, PackOptions.DEFAULT).pack(tar, progress))
                .isInstanceOfSatisfying(PackingFailedException.class, e -> {
                    assertThat(e.reason()).isEqualTo(PackingFailedException.Reason.REFUSED);
                    assertThat(e.entry()).isEqualTo(entry);
                    assertThat(e).hasMessageContaining(why).hasMessageNotContaining("entry \"");
                });
        assertThat(progress.files() + progress.links()).isZero();
    }

    @Test
    void anEmptyOrMissingDirectoryIsRefused() {
        assertThatThrownBy(this::pack).isInstanceOf(PackingFailedException.class).hasMessageContaining("empty");
        Packager missing = new Packager(tree.resolve("nothing"), PackOptions.DEFAULT);
        assertThatThrownBy(() -> missing.pack(OutputStream.nullOutputStream(), new PackProgress()))
                .isInstanceOf(PackingFailedException.class);
    }

    @Test
    void aFailureOfTheOutputIsNotTakenForOneOfTheDirectory() throws IOException {
        byte[] noise = new byte[4_000_000];
        new Random(1).nextBytes(noise);
        Files.write(tree.resolve("noise"), noise);
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("connection lost");
            }
        };
        assertThatThrownBy(() -> new Packager(tree, PackOptions.DEFAULT).pack(broken, new PackProgress()))
                .isExactlyInstanceOf(IOException.class).hasMessage("connection lost");
    }

    private interface Change {
        void to(Path file) throws IOException;
    }

    private void packWhile(String name, Change change) throws IOException {
        Packager packager = new Packager(tree, PackOptions.DEFAULT, Set.of(), entry -> {
            if (entry.name().equals(name)) {
                change.to(entry.path());
            }
        });
        packager.pack(OutputStream.nullOutputStream(), new PackProgress());
    }

    private static void assertChanged(ThrowingCallable packing, String entry, String how) {
        assertThatThrownBy(packing).isInstanceOfSatisfying(PackingFailedException.class, e -> {
            assertThat(e.reason()).isEqualTo(PackingFailedException.Reason.CHANGED);
            assertThat(e.entry()).isEqualTo(entry);
            assertThat(e).hasMessageContaining(how);
        });
    }

    private void sampleTree() throws IOException {
        Files.writeString(tree.resolve("index.html"), "hello");
        Path run = Files.createDirectory(tree.resolve("bin")).resolve("run");
        Files.writeString(run, "#!/bin/sh\n");
        Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwx------"));
        Files.createDirectory(tree.resolve("empty"));
        Files.createSymbolicLink(tree.resolve("link"), Path.of("bin/run"));
        Files.write(Files.createDirectory(tree.resolve(LONG)).resolve(LONG), new byte[300_000]);
        Files.writeString(Files.createDirectory(tree.resolve("\u00fcber")).resolve("\ud83d\ude80.txt"), "x");
    }

    private byte[] pack() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Packager(tree, PackOptions.DEFAULT).pack(out, new PackProgress());
        return out.toByteArray();
    }

    private static TarArchiveInputStream reader(byte[] packed) throws IOException {
        return new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(packed)), "UTF-8");
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
