package dev.slipway.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeDirectoryTest {
    private static final Duration SHORT = Duration.ofMillis(120);

    @TempDir
    private Path scratch;

    private Path home() {
        return scratch.resolve("deep/home");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void theTreeIsMadeWithOnlyReleasesAndLinksReadableByOthers() throws IOException {
        try (HomeDirectory home = HomeDirectory.open(home(), SHORT)) {
            assertThat(Trees.names(home.path()))
                    .containsExactly("journal", "live", "lock", "payloads", "releases", "staging");
            assertThat(mode(home.path())).isEqualTo("rwx--x--x");
            for (Path open : List.of(home.releases(), home.live())) {
                assertThat(mode(open)).isEqualTo("rwxr-xr-x");
            }
            for (Path closed : List.of(home.staging(), home.payloads(), home.journal())) {
                assertThat(mode(closed)).isEqualTo("rwx------");
                assertThat(Trees.names(closed)).isEmpty();
            }
        }
    }

    @Test
    void theModesDoNotDependOnTheUmaskNorOnWhoMakesTheHome() throws Exception {
        ProcessBuilder child = new ProcessBuilder("sh", "-c", "umask 077; exec \"$@\"", "sh");
        child.command().addAll(Children.java(HoldHome.class, home().toString()));
        assertThat(HomeDirectory.make(home())).isEqualTo(home().toRealPath());
        assertThat(mode(home())).isEqualTo("rwx--x--x");
        assertThat(run(child)).contains("opened");
        assertThat(mode(home())).isEqualTo("rwx--x--x");
        assertThat(mode(home().resolve("lock"))).isEqualTo("rw-------");
        assertThat(mode(home().resolve("live"))).isEqualTo("rwxr-xr-x");
        assertThat(mode(home().resolve("releases"))).isEqualTo("rwxr-xr-x");
    }

    @Test
    void theLockIsTheOwnersAlone() throws IOException {
        HomeDirectory.open(home(), SHORT).close();
        assertThat(mode(home().resolve("lock"))).isEqualTo("rw-------");
    }

    @Test
    void aFileSystemWithoutPosixPermissionsIsRefused() throws IOException {
        URI zip = URI.create("jar:" + scratch.resolve("without.zip").toUri());
        try (FileSystem without = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
            assertThatThrownBy(() -> HomeDirectory.open(without.getPath("/home"), SHORT))
                    .isInstanceOf(HomeRefusedException.class).hasMessageContaining("POSIX permissions");
        }
    }

    @Test
    void whatAnAdministratorClosedStaysClosed() throws IOException {
        HomeDirectory.open(home(), SHORT).close();
        Files.setPosixFilePermissions(home(), PosixFilePermissions.fromString("rwx------"));
        HomeDirectory.open(home(), SHORT).close();
        assertThat(mode(home())).isEqualTo("rwx------");
    }

    @Test
    void aSecondOpenerInTheSameProcessIsRefusedAndDoesNotBreakTheLock() throws Exception {
        try (HomeDirectory home = HomeDirectory.open(home(), SHORT)) {
            assertThatThrownBy(() -> HomeDirectory.open(home(), SHORT))
                    .isInstanceOf(HomeRefusedException.class)
                    .hasMessageContaining("in use by pid " + ProcessHandle.current().pid() + " on ")
                    .hasMessageContaining("waited 120 ms");
            assertThat(openInAnotherProcess()).contains("in use by pid " + ProcessHandle.current().pid() + " on ");
            assertThat(Files.readString(home.path().resolve("lock"))).contains(" since ");
        }
        assertThat(openInAnotherProcess()).contains("opened");
    }

    @Test
    void aProcessThatDiedHoldsNothing() throws Exception {
        Process holder = new ProcessBuilder(Children.java(HoldHome.class, home().toString())).start();
        try (var out = holder.inputReader()) {
            assertThat(out.readLine()).isEqualTo("opened");
            assertThatThrownBy(() -> HomeDirectory.open(home(), SHORT))
                    .hasMessageContaining("pid " + holder.pid() + " on ");
        } finally {
            holder.destroyForcibly().waitFor();
        }
        HomeDirectory.open(home(), SHORT).close();
    }

    @Test
    void theNextOwnerWaitsForTheHandOver() throws Exception {
        HomeDirectory first = HomeDirectory.open(home(), SHORT);
        Thread closer = new Thread(() -> {
            try {
                first.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        closer.start();
        HomeDirectory.open(home(), Duration.ofSeconds(30)).close();
        closer.join();
    }

    @Test
    void closingTwiceDoesNotTakeTheLockFromTheNextOwner() throws IOException {
        HomeDirectory first = HomeDirectory.open(home(), SHORT);
        first.close();
        try (HomeDirectory second = HomeDirectory.open(home(), SHORT)) {
            first.close();
            assertThatThrownBy(() -> HomeDirectory.open(home(), SHORT)).isInstanceOf(HomeRefusedException.class);
            assertThat(second.path()).isDirectory();
        }
    }

    @Test
    void anInterruptEndsTheWait() throws IOException {
        try (HomeDirectory home = HomeDirectory.open(home(), SHORT)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> HomeDirectory.open(home.path(), Duration.ofHours(1)))
                    .isInstanceOf(HomeRefusedException.class).hasMessageContaining("Interrupted");
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void aChildThatIsALinkIsRefused() throws IOException {
        Files.createDirectories(home());
        Files.createSymbolicLink(home().resolve("releases"), Files.createDirectory(scratch.resolve("elsewhere")));
        assertThatThrownBy(() -> HomeDirectory.open(home(), SHORT))
                .isInstanceOf(HomeRefusedException.class).hasMessageContaining("releases is not a directory");
        Files.delete(home().resolve("releases"));
        HomeDirectory.open(home(), SHORT).close(); // the refused opener let go of the lock
    }

    @Test
    void aFileInPlaceOfTheHomeIsRefused() throws IOException {
        Path file = Files.createFile(scratch.resolve("file"));
        assertThatThrownBy(() -> HomeDirectory.open(file, SHORT)).isInstanceOf(HomeRefusedException.class);
    }

    @Test
    void aHomeBehindALinkIsTheSameHome() throws IOException {
        try (HomeDirectory home = HomeDirectory.open(home(), SHORT)) {
            Path alias = Files.createSymbolicLink(scratch.resolve("alias"), home.path());
            assertThatThrownBy(() -> HomeDirectory.open(alias, SHORT)).hasMessageContaining("in use by");
        }
    }

    @Test
    void aJavaThatCannotWriteNamesInUtf8IsRefusedWithTheLocaleThatHelps() throws Exception {
        ProcessBuilder child = new ProcessBuilder(Children.java(HoldHome.class, home().toString()));
        child.environment().put("LC_ALL", "POSIX");
        assertThat(run(child)).contains("cannot make file names in UTF-8").contains("LC_ALL=C.UTF-8");
        child.environment().put("LC_ALL", "C.UTF-8");
        assertThat(run(child)).contains("opened");
    }

    private String openInAnotherProcess() throws Exception {
        return run(new ProcessBuilder(Children.java(HoldHome.class, home().toString())));
    }

    private static String run(ProcessBuilder command) throws Exception {
        Process process = command.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    /** Opens the home, says so, and holds it until its standard input ends. */
    static final class HoldHome {
        private HoldHome() {}

        public static void main(String[] args) throws IOException {
            try (HomeDirectory home = HomeDirectory.open(Path.of(args[0]), SHORT)) {
                System.out.println("opened");
                System.in.readAllBytes();
            } catch (HomeRefusedException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
