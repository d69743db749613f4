package dev.slipway.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.model.DeploymentId;
import dev.slipway.problem.DeployException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A directory is live instead of a link. */
class LiveDirectoryTest {
    @TempDir
    private Path scratch;

    private HomeDirectory home;
    private ReleaseStore store;

    @BeforeEach
    void open() throws IOException {
        home = Trees.open(scratch.resolve("home"));
        store = new ReleaseStore(home);
    }

    @AfterEach
    void close() throws IOException {
        home.close();
    }

    private Path live() {
        return store.livePath(Trees.APP);
    }

    private Activation activation(LiveForm form) {
        return Trees.activation(home, new RealDisk(), form);
    }

    private void isLive(DeploymentId id) throws IOException {
        assertThat(store.live(Trees.APP)).contains(id);
        assertThat(store.projects()).containsExactly(Trees.APP);
        assertThat(Trees.hash(live().toRealPath())).isEqualTo(Trees.hash(store.releasePath(Trees.APP, id)));
    }

    private void isADirectory() throws IOException {
        assertThat(Files.isDirectory(live(), LinkOption.NOFOLLOW_LINKS)).isTrue();
        assertThat(Trees.names(home.live())).containsExactly(".release-app", "app");
    }

    @Test
    void itIsReplacedAndTheReleasesStayWhereTheyAre() throws IOException {
        DeploymentId first = Trees.deploy(home, LiveForm.DIRECTORY);
        DeploymentId second = Trees.deploy(home, LiveForm.DIRECTORY);
        isLive(second);
        isADirectory();
        assertThat(store.kept(Trees.APP)).containsExactly(first, second);
        activation(LiveForm.DIRECTORY).switchTo(Trees.APP, first);
        isLive(first);
        isADirectory();
    }

    @Test
    void itSharesItsFilesWithTheRelease() throws IOException {
        DeploymentId id = Trees.deploy(home, LiveForm.DIRECTORY);
        assertThat(Files.isSameFile(live().resolve("index.html"),
                store.releasePath(Trees.APP, id).resolve("index.html"))).isTrue();
        assertThat(Files.readSymbolicLink(live().resolve("current.js"))).isEqualTo(Path.of("assets", "deep", "b.js"));
        assertThat(Files.getPosixFilePermissions(live())).isEqualTo(
                Files.getPosixFilePermissions(store.releasePath(Trees.APP, id)));
    }

    @Test
    void aReleaseThatIsReadIsNotTouchedWhenAnotherBecomesLive() throws IOException {
        DeploymentId first = Trees.deploy(home, LiveForm.DIRECTORY);
        try (PinnedRelease pin = store.pinLive(Trees.APP).orElseThrow()) {
            Trees.deploy(home, LiveForm.DIRECTORY);
            assertThat(pin.root().resolve("index.html")).content().contains(first.value());
        }
    }

    @Test
    void aDroppedComponentLeavesNothing() throws IOException {
        Trees.deploy(home, LiveForm.DIRECTORY);
        assertThat(activation(LiveForm.DIRECTORY).drop(Trees.APP).delete()).isPositive();
        assertThat(Trees.names(home.live())).isEmpty();
        assertThat(Trees.names(home.releases())).isEmpty();
        assertThat(store.projects()).isEmpty();
    }

    /** The way back is decided, its copy waits beside what failed, and the process was killed there. */
    private DeploymentId cutOffInUndoing() throws IOException {
        DeploymentId before = Trees.deploy(home, LiveForm.DIRECTORY);
        DeploymentId failed = Trees.deploy(home, LiveForm.DIRECTORY);
        TreeCopy.of(store.releasePath(Trees.APP, before), home.live().resolve(".next-app." + before), new RealDisk());
        Files.writeString(home.live().resolve(".release-app"), before + "\n");
        new Journal(home, new RealDisk()).write(
                new Journal.Entry(Trees.APP, Optional.of(before), failed, Journal.Action.SWITCH));
        return before;
    }

    @Test
    void anUndoingThatWasCutOffIsFinishedAtTheNextStart() throws IOException {
        DeploymentId before = cutOffInUndoing();
        activation(LiveForm.DIRECTORY).recover();
        isLive(before);
        isADirectory();
    }

    @Test
    void theSweepSparesACopyThatIsDecidedToBeLive() throws IOException {
        DeploymentId before = cutOffInUndoing();
        Files.createDirectory(home.live().resolve(".next-app." + DeploymentId.next()));
        store.sweep();
        assertThat(Trees.names(home.live())).containsExactly(".next-app." + before, ".release-app", "app");
        activation(LiveForm.DIRECTORY).settle(Trees.APP);
        isLive(before);
        isADirectory();
    }

    @Test
    void aLinkThatPointsElsewhereThanDecidedIsReplaced() throws IOException {
        DeploymentId linked = Trees.deploy(home, LiveForm.LINK);
        DeploymentId decided = Trees.deploy(home, LiveForm.LINK);
        activation(LiveForm.LINK).switchTo(Trees.APP, linked);
        Files.writeString(home.live().resolve(".release-app"), decided + "\n");
        activation(LiveForm.LINK).recover();
        isLive(decided);
        assertThat(Trees.names(home.live())).containsExactly("app");
    }

    @Test
    void aChangeOfTheSettingIsFollowedAtTheNextStart() throws IOException {
        DeploymentId id = Trees.deploy(home, LiveForm.LINK);
        activation(LiveForm.DIRECTORY).recover();
        isLive(id);
        isADirectory();
        activation(LiveForm.LINK).recover();
        isLive(id);
        assertThat(Files.isSymbolicLink(live())).isTrue();
        assertThat(Trees.names(home.live())).containsExactly("app");
    }

    @Test
    void aDirectoryThatSomebodyTookAwayIsMadeAgainAtTheNextStart() throws IOException {
        DeploymentId id = Trees.deploy(home, LiveForm.DIRECTORY);
        TreeRemoval.remove(live(), new RealDisk());
        activation(LiveForm.DIRECTORY).recover();
        isLive(id);
    }

    @Test
    void aDirectoryOfSomebodyElseIsNotReplaced() throws IOException {
        Files.createDirectory(live());
        assertThatThrownBy(() -> Trees.deploy(home, LiveForm.DIRECTORY)).isInstanceOf(DeployException.class)
                .hasMessageContaining("live/app").hasMessageContaining("move it away");
        assertThat(live()).isEmptyDirectory();
    }

    /** The old directory is away, the new one cannot come to its place, and the worker is interrupted all the while. */
    @Test
    void anInterruptDoesNotReachTheUndoing() throws IOException {
        DeploymentId before = Trees.deploy(home, LiveForm.DIRECTORY);
        FaultyDisk disk = FaultyDisk.quick();
        Thread worker = Thread.currentThread();
        AtomicBoolean failed = new AtomicBoolean();
        disk.before(path -> failed.get() || path.getFileName().toString().startsWith(".next-app."), () -> {
            worker.interrupt();
            if (failed.compareAndSet(false, true)) {
                throw new FileSystemException("live", null, "Input/output error");
            }
        });
        assertThatThrownBy(() -> deployOn(disk)).isInstanceOf(DeployException.class)
                .hasMessage("making the release live: Input/output error");
        assertThat(Thread.interrupted()).isTrue();
        isLive(before);
        isADirectory();
        assertThat(Trees.names(home.journal())).isEmpty();
    }

    private void deployOn(Disk disk) throws IOException {
        Staging staging = store.stage(Trees.APP, DeploymentId.next());
        Trees.fill(staging.tree(), staging.id());
        Trees.activate(Trees.activation(home, disk, LiveForm.DIRECTORY), staging, Trees.FILES);
    }

    /** Each step of the removal but its last, which is beyond return. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aDropThatFailsBringsTheDirectoryBackInsteadOfACopy(int sync) throws IOException {
        DeploymentId id = Trees.deploy(home, LiveForm.DIRECTORY);
        Object directory = Files.getAttribute(live(), "unix:ino");
        FaultyDisk disk = FaultyDisk.quick();
        AtomicInteger syncs = new AtomicInteger();
        disk.before(home.live()::equals, () -> {
            if (syncs.incrementAndGet() == sync) {
                throw new FileSystemException("live", null, "Input/output error");
            }
        });
        assertThatThrownBy(() -> Trees.activation(home, disk, LiveForm.DIRECTORY).drop(Trees.APP))
                .hasMessage("dropping the component: Input/output error");
        isLive(id);
        isADirectory();
        assertThat(Files.getAttribute(live(), "unix:ino")).isEqualTo(directory);
        assertThat(Trees.names(home.journal())).isEmpty();
    }

    @Test
    void aReaderFindsNothingForAMomentButNeverHalfAFile() throws Exception {
        Trees.deploy(home, LiveForm.DIRECTORY);
        AtomicBoolean over = new AtomicBoolean();
        AtomicReference<String> wrong = new AtomicReference<>("");
        Thread reader = new Thread(() -> {
            while (!over.get()) {
                try {
                    String text = Files.readString(live().resolve("index.html"));
                    if (text.length() != ("<p>" + DeploymentId.next() + "\n").length() * 50) {
                        wrong.set("half a file: " + text.length());
                    }
                } catch (NoSuchFileException e) {
                    // the gap
                } catch (IOException e) {
                    wrong.set(e.toString());
                }
            }
        });
        reader.start();
        for (int i = 0; i < 50; i++) {
            Trees.deploy(home, LiveForm.DIRECTORY);
        }
        over.set(true);
        reader.join();
        assertThat(wrong.get()).isEmpty();
    }

    @Test
    void whenUndoingFailsHalfwayTheFailureSaysThatReadersMayFindSomethingElse() throws IOException {
        DeploymentId first = Trees.deploy(home, LiveForm.DIRECTORY);
        Staging failing = store.stage(Trees.APP, DeploymentId.next());
        Trees.fill(failing.tree(), failing.id());
        FaultyDisk disk = FaultyDisk.quick();
        AtomicBoolean undoing = new AtomicBoolean();
        disk.before(path -> undoing.get() ? path.equals(live())
                : path.equals(home.live()) && store.live(Trees.APP).equals(Optional.of(failing.id()))
                        && undoing.compareAndSet(false, true),
                () -> {
                    throw new FileSystemException("live", null, "Input/output error");
                });
        assertThatThrownBy(() -> Trees.activate(Trees.activation(home, disk, LiveForm.DIRECTORY), failing, Trees.FILES))
                .isInstanceOf(DeployException.class).hasMessageContaining("release " + first + " is to be live as before")
                .hasMessageContaining("until the disk works again");
        assertThat(undoing).isTrue();
        activation(LiveForm.DIRECTORY).settle(Trees.APP);
        isLive(first);
        isADirectory();
    }
}
