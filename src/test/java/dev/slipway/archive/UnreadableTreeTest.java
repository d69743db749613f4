package dev.slipway.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who runs the tests may read everything, as root does: then another process looks, as a user that may not. */
class UnreadableTreeTest {
    private static final String NOBODY = "65534";

    @TempDir
    Path temporary;

    /** Prints what the survey, and then the packing, say of the directory that is named. */
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        try {
            TreeSurvey.of(directory, PackOptions.DEFAULT, seen -> {});
        } catch (PackingFailedException e) {
            e.problems().forEach(p -> System.out.println(p.reason() + " " + p.entry() + " " + p.text()));
        }
        try {
            new Packager(directory, PackOptions.DEFAULT).pack(OutputStream.nullOutputStream(), new PackProgress());
        } catch (PackingFailedException e) {
            System.out.println("packing: " + e.reason() + " " + e.entry() + " " + e.getMessage());
        }
    }

    @Test
    void unreadableFilesAndDirectoriesAreAllNamed() throws Exception {
        Path tree = Files.createDirectory(temporary.resolve("tree"));
        file(tree.resolve("a-secret"), "---------");
        file(tree.resolve("fine"), "rw-r--r--");
        file(tree.resolve("not-listed/x"), "rw-r--r--");
        file(tree.resolve("not-entered/y"), "rw-r--r--");
        Files.createSymbolicLink(tree.resolve("link"), Path.of("not-entered/y"));
        permit(tree.resolve("not-listed"), "--x--x--x");
        permit(tree.resolve("not-entered"), "r--r--r--");
        permit(tree, "rwxr-xr-x");
        permit(temporary, "rwxr-xr-x");
        assertThat(said(tree)).containsExactly(
                "UNREADABLE a-secret cannot be read: permission denied",
                "UNREADABLE not-entered cannot be read: permission denied",
                "UNREADABLE not-listed cannot be read: permission denied",
                "packing: UNREADABLE a-secret cannot be read: permission denied");
    }

    @Test
    void aDirectoryThatIsItselfUnreadableIsTold() throws Exception {
        Path tree = Files.createDirectory(temporary.resolve("tree"));
        file(tree.resolve("a"), "rw-r--r--");
        permit(tree, "-wx-wx-wx");
        permit(temporary, "rwxr-xr-x");
        assertThat(said(tree)).containsExactly("UNREADABLE . cannot be read: permission denied",
                "packing: UNREADABLE . cannot be read: permission denied");
    }

    private List<String> said(Path tree) throws Exception {
        List<String> command = new ArrayList<>();
        Path classes = temporary.resolve("classes");
        if (Files.isReadable(Path.of("/etc/shadow"))) {
            assumeThat(Path.of("/usr/bin/setpriv")).exists();
            command.addAll(List.of("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"));
        }
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                copied(classes), UnreadableTreeTest.class.getName(), tree.toString()));
        Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        child.waitFor();
        return output.lines().toList();
    }

    /** The class path may lie where another user cannot go. */
    private static String copied(Path to) throws IOException {
        Files.createDirectory(to);
        List<Path> copies = new ArrayList<>();
        for (String part : System.getProperty("java.class.path").split(":")) {
            Path from = Path.of(part);
            if (Files.isDirectory(from) || part.contains("commons-") || part.contains("zstd")) {
                copies.add(copy(from, to.resolve(copies.size() + "-" + from.getFileName())));
            }
        }
        return copies.stream().map(Path::toString).collect(Collectors.joining(":"));
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                if (path.toString().endsWith(".jar") || Files.isDirectory(path) || path.toString().contains("slipway")) {
                    Files.copy(path, to.resolve(from.relativize(path).toString()));
                }
            }
        }
        return to;
    }

    private static void file(Path file, String permissions) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "x");
        permit(file, permissions);
    }

    private static void permit(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
}
