package dev.slipway.release;

import static dev.slipway.release.Trees.APP;
import static dev.slipway.release.Trees.names;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import dev.slipway.release.FaultyDisk.Crash;
import dev.slipway.release.FaultyDisk.Fault;
import dev.slipway.release.SharedFiles.Saved;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SharedFilesTest {
    private static final int ENDLESS = 100;
    /** More than two buffers. */
    private static final String LARGE = "0123456789abcdef".repeat(10_000);

    @TempDir
    private Path scratch;
    private HomeDirectory home;
    private ReleaseStore store;
    private Path live;

    @BeforeEach
    void open() throws IOException {
        home = Trees.open(scratch.resolve("home"));
        store = new ReleaseStore(home);
        Staging first = store.stage(APP, DeploymentId.next());
        fill(first.tree());
        Trees.activate(Trees.activation(home, FaultyDisk.quick()), first, 4);
        live = store.livePath(APP).toRealPath();
    }

    @AfterEach
    void close() throws IOException {
        home.close();
    }

    private static void fill(Path tree) throws IOException {
        Files.createDirectories(tree.resolve("assets"));
        Files.writeString(tree.resolve("assets/large.js"), LARGE);
        Files.writeString(tree.resolve("index.html"), "<p>same");
        Files.writeString(tree.resolve("changes.txt"), "first");
        Files.createSymbolicLink(tree.resolve("link.js"), Path.of("assets/large.js"));
    }

    private Staging staged() throws IOException {
        Staging staging = store.stage(APP, DeploymentId.next());
        fill(staging.tree());
        Files.writeString(staging.tree().resolve("changes.txt"), "other");
        return staging;
    }

    private boolean isShared(Staging staging, String name) throws IOException {
        return Files.isSameFile(staging.tree().resolve(name), live.resolve(name));
    }

    @Test
    void unchangedFilesBecomeLinksAndTheOthersStay() throws IOException {
        Staging staging = staged();
        Digest before = Trees.hash(staging.tree());
        assertThat(new SharedFiles(store).share(staging)).isEqualTo(new Saved(2, LARGE.length() + "<p>same".length()));
        assertThat(isShared(staging, "assets/large.js")).isTrue();
        assertThat(isShared(staging, "index.html")).isTrue();
        assertThat(isShared(staging, "changes.txt")).isFalse();
        assertThat(Trees.hash(staging.tree())).isEqualTo(before);
        assertThat(names(staging.scratch())).containsExactly("tree");
        assertThat(new SharedFiles(store).share(staging)).isEqualTo(Saved.NOTHING);
    }

    @Test
    void whatIsSharedOutlivesTheReleaseItCameFrom() throws IOException {
        Staging staging = staged();
        new SharedFiles(store).share(staging);
        Digest before = Trees.hash(staging.tree());
        DeploymentId old = store.live(APP).orElseThrow();
        Trees.activate(Trees.activation(home, FaultyDisk.quick()), staging, 4);
        assertThat(store.collect(APP, old).orElseThrow().delete()).isEqualTo("first".length());
        assertThat(Trees.hash(store.livePath(APP).toRealPath())).isEqualTo(before);
    }

    @Test
    void aDifferentModeOrAChangeInTheLastByteIsADifferentFile() throws IOException {
        Staging staging = staged();
        Files.setPosixFilePermissions(staging.tree().resolve("index.html"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(staging.tree().resolve("assets/large.js"), LARGE.substring(1) + "x");
        assertThat(new SharedFiles(store).share(staging)).isEqualTo(Saved.NOTHING);
    }

    @Test
    void noLinkIsFollowedOnEitherSide() throws IOException {
        Staging staging = store.stage(APP, DeploymentId.next());
        Files.createSymbolicLink(staging.tree().resolve("index.html"), Path.of("changes.txt"));
        Files.writeString(staging.tree().resolve("changes.txt"), "<p>same");
        Files.writeString(staging.tree().resolve("link.js"), LARGE);
        assertThat(new SharedFiles(store).share(staging)).isEqualTo(Saved.NOTHING);
        assertThat(staging.tree().resolve("index.html")).isSymbolicLink();
    }

    @Test
    void aDirectoryBehindALinkOfTheLiveReleaseIsNotEntered() throws IOException {
        Files.createDirectory(scratch.resolve("outside"));
        Files.writeString(scratch.resolve("outside/a.txt"), "secret");
        Files.createSymbolicLink(live.resolve("sub"), scratch.resolve("outside"));
        Staging staging = store.stage(APP, DeploymentId.next());
        Files.createDirectory(staging.tree().resolve("sub"));
        Files.writeString(staging.tree().resolve("sub/a.txt"), "secret");
        assertThat(new SharedFiles(store).share(staging)).isEqualTo(Saved.NOTHING);
    }

    @Test
    void namesOfOneFileInTheReleaseKeepTheirContent() throws IOException {
        Staging staging = staged();
        Files.createLink(staging.tree().resolve("again.html"), staging.tree().resolve("index.html"));
        assertThat(new SharedFiles(store).share(staging)).isEqualTo(new Saved(2, LARGE.length()));
        assertThat(staging.tree().resolve("again.html")).hasContent("<p>same");
        assertThat(isShared(staging, "index.html")).isTrue();
    }

    @Test
    void otherProjectsShareNothing() throws IOException {
        Staging staging = store.stage(new ProjectName("other"), DeploymentId.next());
        fill(staging.tree());
        assertThat(new SharedFiles(store).share(staging)).isEqualTo(Saved.NOTHING);
    }

    @Test
    void whereNoLinkCanBeMadeTheCopyStays() throws IOException {
        Staging staging = staged();
        FaultyDisk disk = FaultyDisk.quick();
        disk.before(path -> path.endsWith("shared"), () -> {
            throw new FileSystemException("shared", null, "Too many links");
        });
        assertThat(new SharedFiles(store, disk).share(staging)).isEqualTo(Saved.NOTHING);
        assertThat(isShared(staging, "index.html")).isFalse();
        assertThat(staging.tree().resolve("index.html")).hasContent("<p>same");
    }

    @Test
    void anInterruptEndsIt() throws IOException {
        Staging staging = staged();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> new SharedFiles(store).share(staging)).isInstanceOf(DeployException.class);
        assertThat(Thread.interrupted()).isTrue();
        staging.discard();
    }

    @ParameterizedTest
    @EnumSource
    void aFaultOrACrashAtAnyStepHarmsNeitherRelease(Fault fault) throws IOException {
        Digest before = Trees.hash(live);
        FaultyDisk disk;
        int n = 0;
        do {
            assertThat(++n).isLessThan(ENDLESS);
            disk = new FaultyDisk(fault, n);
            Staging staging = staged();
            Digest tree = Trees.hash(staging.tree());
            try {
                new SharedFiles(store, disk).share(staging);
                assertThat(Trees.hash(staging.tree())).isEqualTo(tree);
            } catch (Crash e) {
                disk.losePower(home.path());
            }
            assertThat(Trees.hash(live)).isEqualTo(before);
            assertThat(store.sweep().left()).isZero();
            assertThat(Files.getAttribute(live.resolve("index.html"), "unix:nlink", LinkOption.NOFOLLOW_LINKS))
                    .isEqualTo(1);
        } while (disk.fired());
        assertThat(n).as("steps").isGreaterThanOrEqualTo(4);
    }
}
