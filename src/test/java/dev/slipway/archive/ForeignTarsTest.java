package dev.slipway.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.problem.DeployException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What ordinary tools make of a tree arrives as that tree. GNU tar has more in {@link GnuTarTest}. */
class ForeignTarsTest {
    private static final String LONG = "long-".repeat(30);
    private static final String EXECUTABLE = "rwxr-xr-x";

    @TempDir
    private Path temporary;
    private Path tree;
    private Path archive;

    @BeforeEach
    void makeTree() throws IOException {
        tree = Files.createDirectory(temporary.resolve("tree"));
        archive = temporary.resolve("archive");
        Path deep = Files.createDirectories(tree.resolve("lib").resolve(LONG));
        Files.writeString(deep.resolve(LONG + ".txt"), "deep");
        Files.writeString(tree.resolve("é 日本.txt"), "name");
        Files.writeString(tree.resolve("lib/empty.js"), "");
        Files.write(tree.resolve("large"), new byte[100_001]);
        Files.writeString(tree.resolve("run.sh"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(tree.resolve("run.sh"), PosixFilePermissions.fromString(EXECUTABLE));
        Files.createSymbolicLink(deep.resolve("up"), Path.of("../empty.js"));
    }

    @ParameterizedTest
    @CsvSource({"pax,", "pax,-z", "pax,--zstd", "gnutar,", "gnutar,-z"})
    void bsdtar(String format, String compression) throws Exception {
        linksAndEmptyDirectories();
        PackingTool.BSDTAR.run(tree, archive, "-c", "-f", "-", "--format", format,
                compression == null ? "--" : compression, ".");
        assertThat(unpacked(0)).isEqualTo(Trees.under(tree));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ustar", "v7"})
    void bsdtarWithWhatOldFormatsHold(String format) throws Exception {
        withoutLongNames();
        Files.delete(tree.resolve("é 日本.txt"));
        PackingTool.BSDTAR.run(tree, archive, "-c", "-f", "-", "--format", format, ".");
        assertThat(unpacked(0)).isEqualTo(Trees.under(tree));
    }

    @ParameterizedTest
    @CsvSource({"GNU_FORMAT,w", "GNU_FORMAT,w:gz", "PAX_FORMAT,w", "PAX_FORMAT,w|gz"})
    void pythonsTarfile(String format, String mode) throws Exception {
        linksAndEmptyDirectories();
        python(format, mode);
        assertThat(unpacked(1)).isEqualTo(Trees.under(tree));
    }

    @Test
    void pythonsTarfileInUstar() throws Exception {
        withoutLongNames();
        python("USTAR_FORMAT", "w:gz");
        assertThat(unpacked(1)).isEqualTo(Trees.under(tree));
    }

    @ParameterizedTest
    @CsvSource({"tar,", "tar.gz,", "tar.gz,shop-1.0/"})
    void gitArchive(String format, String prefix) throws Exception {
        git("init", "-q", ".");
        git("add", "-A");
        git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "all");
        git("archive", "--format=" + format, "--prefix=" + (prefix == null ? "" : prefix), "-o", archive.toString(), "HEAD");
        Map<String, Trees.Node> expected = new TreeMap<>(Trees.under(tree));
        expected.keySet().removeIf(path -> path.startsWith(".git"));
        assertThat(unpacked(prefix == null ? 0 : 1)).isEqualTo(expected);
    }

    @Test
    void npmPack() throws Exception {
        Files.delete(tree.resolve("lib").resolve(LONG).resolve("up"));
        Files.writeString(tree.resolve("package.json"), "{\"name\":\"shop\",\"version\":\"1.0.0\"}");
        PackingTool.NPM.run(tree, temporary.resolve("told"), "pack", "--offline", "--ignore-scripts",
                "--cache", temporary.resolve("cache").toString(), "--pack-destination", temporary.toString());
        archive = temporary.resolve("shop-1.0.0.tgz");

        assertThat(Trees.withoutPermissions(unpacked(1))).isEqualTo(Trees.withoutPermissions(Trees.under(tree)));
    }

    @Test
    void tarFsOfNode() throws Exception {
        Files.createDirectory(tree.resolve("empty"));
        PackingTool.NODE.require();
        Path module = PackingTool.NODE_MODULES.resolve("tar-fs");
        if (!Files.isDirectory(module)) {
            PackingTool.missing("tar-fs is not installed below src/test/clients");
        }
        PackingTool.NODE.run(tree, archive, "-e", "require(process.argv[1]).pack('.').pipe(process.stdout)",
                module.toString());
        assertThat(unpacked(0)).isEqualTo(Trees.under(tree));
    }

    /** Made by maven-assembly-plugin 3.7.1 with tarLongFileMode posix and gnu. */
    @ParameterizedTest
    @ValueSource(strings = {"posix", "gnu"})
    void mavenAssembly(String longNames) throws IOException {
        String name = "long-".repeat(26);
        try (InputStream in = getClass().getResourceAsStream("/archives/maven-assembly-" + longNames + ".tar.gz")) {
            Files.copy(in, archive);
        }
        Map<String, Trees.Node> unpacked = unpacked(1);

        assertThat(unpacked).containsOnlyKeys("empty", "lib", name, name + "/" + name + ".txt", "run.sh", "index.html",
                "é 日本.txt", "lib/empty.js", "link.js");
        assertThat(unpacked.get("run.sh").permissions()).isEqualTo(EXECUTABLE);
        assertThat(unpacked.get("link.js")).isEqualTo(new Trees.Node("symlink", "lib/empty.js", ""));
        assertThat(unpacked.get(name + "/" + name + ".txt").detail()).isEqualTo("5 " + Trees.sha256("deep\n".getBytes()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gnu", "posix"})
    void sparseFilesOfGnuTarAreRefusedInPlainWords(String format) throws Exception {
        try (var file = new RandomAccessFile(tree.resolve("holes").toFile(), "rw")) {
            file.setLength(8 << 20);
        }
        PackingTool.GNU_TAR.run(tree, archive, "--sparse", "--format=" + format, "-cf", "-", "holes");
        assertThatThrownBy(() -> unpacked(0)).isInstanceOf(DeployException.class).hasMessageContaining("sparse");
    }

    @Test
    void incrementalArchivesOfGnuTarAreRefused() throws Exception {
        PackingTool.GNU_TAR.run(tree, archive, "--listed-incremental=" + temporary.resolve("list"), "-cf", "-", ".");
        assertThatThrownBy(() -> unpacked(0)).isInstanceOf(DeployException.class).hasMessageContaining("unknown type");
    }

    private void linksAndEmptyDirectories() throws IOException {
        Files.createDirectory(tree.resolve("empty"));
        Files.createLink(tree.resolve("same"), tree.resolve("run.sh"));
    }

    private void withoutLongNames() throws IOException {
        Path deep = tree.resolve("lib").resolve(LONG);
        Files.delete(deep.resolve("up"));
        Files.delete(deep.resolve(LONG + ".txt"));
        Files.delete(deep);
        Files.createSymbolicLink(tree.resolve("lib/up"), Path.of("../run.sh"));
        linksAndEmptyDirectories();
    }

    private void python(String format, String mode) throws Exception {
        PackingTool.PYTHON.run(temporary, temporary.resolve("told"), "-c", "import sys, tarfile\n"
                + "with tarfile.open(sys.argv[1], sys.argv[3], format=getattr(tarfile, sys.argv[2])) as t:\n"
                + "    t.add('tree', arcname='shop')\n", archive.toString(), format, mode);
    }

    private void git(String... arguments) throws Exception {
        PackingTool.GIT.run(tree, temporary.resolve("told"), arguments);
    }

    private Map<String, Trees.Node> unpacked(int stripped) throws IOException {
        Path release = Files.createDirectory(temporary.resolve("release"));
        try (InputStream in = Files.newInputStream(archive)) {
            Extracted extracted = new TarExtractor(ArchiveLimits.defaults(), SpaceCheck.NONE).extract(in, release,
                    temporary.resolve("links"), stripped, ExtractionProgress.NONE);
            assertThat(extracted.endOfArchive()).isTrue();
        }
        return Trees.under(release);
    }
}
