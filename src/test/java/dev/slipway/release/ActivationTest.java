package dev.slipway.release;

import static dev.slipway.release.Trees.APP;
import static dev.slipway.release.Trees.names;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActivationTest {
    @TempDir
    private Path scratch;
    private HomeDirectory home;
    private ReleaseStore store;
    private Activation activation;

    @BeforeEach
    void open() throws IOException {
        home = Trees.open(scratch.resolve("home"));
        store = new ReleaseStore(home);
        activation = new Activation(home, store, Sync.of(SyncMode.SAFE));
    }

    @AfterEach
    void close() throws IOException {
        home.close();
    }

    private Staging staged() throws IOException {
        Staging staging = store.stage(APP, DeploymentId.next());
        Trees.fill(staging.tree(), staging.id());
        Files.writeString(staging.scratch().resolve("links"), "scratch");
        return staging;
    }

    @Test
    void theFirstReleaseHasNoPreviousOne() throws IOException {
        Staging staging = staged();
        assertThat(Trees.activate(activation, staging, Trees.FILES)).isEqualTo(new Activated(Optional.empty(), staging.id()));
        assertThat(store.live(APP)).contains(staging.id());
        assertThat(Trees.hash(store.livePath(APP).toRealPath())).isEqualTo(Trees.expected(scratch, staging.id()));
        assertThat(names(home.staging())).isEmpty();
        assertThat(names(home.journal())).isEmpty();
    }

    @Test
    void theReleaseBeforeIsNamedAndKept() throws IOException {
        DeploymentId first = Trees.activate(activation, staged(), Trees.FILES).current();
        Activated second = Trees.activate(activation, staged(), Trees.FILES);
        assertThat(second.previous()).contains(first);
        assertThat(store.isKept(APP, first)).isTrue();
        assertThat(store.isKept(APP, second.current())).isTrue();
    }

    @Test
    void theLinkIsRelativeSoThatTheHomeCanBeMoved() throws IOException {
        DeploymentId id = Trees.activate(activation, staged(), Trees.FILES).current();
        assertThat(Files.readSymbolicLink(store.livePath(APP))).isEqualTo(Path.of("../releases/app/" + id));
    }

    @Test
    void otherUsersCanReadTheRelease() throws IOException {
        DeploymentId id = Trees.activate(activation, staged(), Trees.FILES).current();
        Path release = store.releasePath(APP, id);
        for (Path open : new Path[] {release, release.getParent()}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(open))).isEqualTo("rwxr-xr-x");
        }
    }

    @Test
    void aTreeWithManyFilesIsActivatedWithTheProgramOfTheSystem() throws IOException {
        Staging staging = staged();
        assertThat(Trees.activate(activation, staging, Sync.FEW_FILES).current()).isEqualTo(staging.id());
    }

    @Test
    void aKeptReleaseIsMadeLiveAgain() throws IOException {
        DeploymentId first = Trees.activate(activation, staged(), Trees.FILES).current();
        DeploymentId second = Trees.activate(activation, staged(), Trees.FILES).current();
        assertThat(activation.switchTo(APP, first)).isEqualTo(new Activated(Optional.of(second), first));
        assertThat(store.live(APP)).contains(first);
        assertThat(store.isKept(APP, second)).isTrue();
        assertThat(activation.switchTo(APP, first)).isEqualTo(new Activated(Optional.of(first), first));
    }

    @Test
    void aReleaseThatIsNotKeptCannotBeMadeLive() throws IOException {
        DeploymentId live = Trees.activate(activation, staged(), Trees.FILES).current();
        DeployException e =
                catchThrowableOfType(DeployException.class, () -> activation.switchTo(APP, DeploymentId.next()));
        assertThat(e.problem()).isEqualTo(Problem.NOT_FOUND);
        assertThat(store.live(APP)).contains(live);
    }

    @Test
    void anIdOfAReleaseThatIsThereIsNotTakenTwice() throws IOException {
        Staging staging = staged();
        Files.createDirectories(store.releasePath(APP, staging.id()).resolve("precious"));
        DeployException e =
                catchThrowableOfType(DeployException.class, () -> Trees.activate(activation, staging, Trees.FILES));
        assertThat(e.problem()).isEqualTo(Problem.DEPLOYMENT_ID_USED);
        assertThat(store.releasePath(APP, staging.id()).resolve("precious")).exists();
        assertThat(names(home.staging())).isEmpty();
    }

    @Test
    void whatSomebodyElsePutInPlaceOfTheLinkIsLeftAlone() throws IOException {
        Files.createDirectory(store.livePath(APP));
        Staging staging = staged();
        DeployException e =
                catchThrowableOfType(DeployException.class, () -> Trees.activate(activation, staging, Trees.FILES));
        assertThat(e.problem()).isEqualTo(Problem.STORAGE_FAILED);
        assertThat(e.detail()).contains("live/app is not a symbolic link").doesNotContain(scratch.toString());
        assertThat(store.livePath(APP)).isDirectory();
        assertThat(names(home.staging())).isEmpty();
        assertThat(names(home.journal())).isEmpty();
    }

    @Test
    void anInterruptWhileStepsAreDoneIsPassedOnAndChangesNothing() throws IOException {
        Staging staging = staged();
        Thread.currentThread().interrupt();
        Trees.activate(new Activation(home, store, Sync.of(SyncMode.OFF)), staging, Trees.FILES);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(store.live(APP)).contains(staging.id());
    }

    @Test
    void anInterruptWhileTheTreeIsSyncedStopsTheActivation() throws IOException {
        Staging staging = staged();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Trees.activate(activation, staging, Sync.FEW_FILES)).isInstanceOf(DeployException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(store.live(APP)).isEmpty();
        assertThat(names(home.staging())).isEmpty();
    }

    @Test
    void twoActivationsOfOneProjectAtOnceAreAMistakeOfTheCaller() throws IOException {
        DeploymentId kept = Trees.activate(activation, staged(), Trees.FILES).current();
        Staging staging = staged();
        FaultyDisk disk = FaultyDisk.quick();
        Activation[] self = new Activation[1];
        disk.before(path -> path.endsWith("app.json"), () -> self[0].switchTo(APP, kept));
        self[0] = Trees.activation(home, disk);
        assertThatThrownBy(() -> Trees.activate(self[0], staging, Trees.FILES)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aJournalThatAFailedUndoLeftIsSettledByTheNextActivation() throws IOException {
        Trees.activate(activation, staged(), Trees.FILES);
        Staging failing = staged();
        FaultyDisk disk = FaultyDisk.quick();
        disk.before(path -> path.startsWith(home.live()), () -> {
            throw new FileSystemException("live", null, "Input/output error");
        });
        assertThatThrownBy(() -> Trees.activate(Trees.activation(home, disk), failing, Trees.FILES))
                .isInstanceOf(DeployException.class);
        assertThat(names(home.journal())).containsExactly("app.json");
        Staging next = staged();
        Trees.activate(activation, next, Trees.FILES);
        assertThat(store.live(APP)).contains(next.id());
        assertThat(store.isKept(APP, failing.id())).isFalse();
        assertThat(names(home.journal())).isEmpty();
        assertThat(names(home.staging())).isEmpty();
    }

    @Test
    void theIdOfAReleaseThatNeverWasLiveIsFreeWhenItsJournalIsSettled() throws IOException {
        Staging failing = staged();
        FaultyDisk disk = FaultyDisk.quick();
        disk.before(path -> path.startsWith(home.live()), () -> {
            throw new FileSystemException("live", null, "Input/output error");
        });
        Activation broken = Trees.activation(home, disk);
        assertThatThrownBy(() -> Trees.activate(broken, failing, Trees.FILES)).isInstanceOf(DeployException.class);
        assertThat(store.isKept(APP, failing.id())).isTrue();
        assertThatThrownBy(() -> broken.settle(APP)).isInstanceOfSatisfying(DeployException.class,
                e -> assertThat(e.problem()).isEqualTo(Problem.STORAGE_FAILED));
        activation.settle(APP);
        Staging again = store.stage(APP, failing.id());
        Trees.fill(again.tree(), again.id());
        Trees.activate(activation, again, Trees.FILES);
        assertThat(store.live(APP)).contains(failing.id());
        assertThat(names(home.journal())).isEmpty();
    }

    @Test
    void whenUndoingFailsTooTheFailureSaysThatTheNewReleaseIsLive() throws IOException {
        Trees.activate(activation, staged(), Trees.FILES);
        Staging failing = staged();
        FaultyDisk disk = FaultyDisk.quick();
        boolean[] broken = {false};
        disk.before(path -> {
            broken[0] |= path.equals(home.live()); // first forced when the new link is in place
            return broken[0] && path.startsWith(home.live());
        }, () -> {
            throw new FileSystemException("live", null, "Input/output error");
        });
        assertThatThrownBy(() -> Trees.activate(Trees.activation(home, disk), failing, Trees.FILES))
                .isInstanceOfSatisfying(DeployException.class, e -> {
                    assertThat(e.problem()).isEqualTo(Problem.STORAGE_FAILED);
                    assertThat(e.detail()).contains("release " + failing.id() + " is live nevertheless")
                            .endsWith(": Input/output error");
                });
        assertThat(store.live(APP)).contains(failing.id());
    }

    @Test
    void recoveryTellsWhatBecameOfACutOffActivation() throws IOException {
        DeploymentId live = Trees.activate(activation, staged(), Trees.FILES).current();
        DeploymentId lost = DeploymentId.next();
        Journal journal = new Journal(home, new RealDisk());
        journal.write(new Journal.Entry(APP, Optional.empty(), live, Journal.Action.LAUNCH));
        assertThat(activation.recover()).containsExactly(new Settled(APP, live, Settled.Outcome.FINISHED));
        journal.write(new Journal.Entry(APP, Optional.of(live), lost, Journal.Action.LAUNCH));
        assertThat(activation.recover()).containsExactly(new Settled(APP, lost, Settled.Outcome.UNDONE));
        assertThat(activation.recover()).isEmpty();
        assertThat(store.live(APP)).contains(live);
    }

    @Test
    void recoveryGoesOnWhenOneProjectCannotBeSettled() throws IOException {
        ProjectName other = new ProjectName("other");
        DeploymentId lost = DeploymentId.next();
        Journal journal = new Journal(home, new RealDisk());
        journal.write(new Journal.Entry(APP, Optional.empty(), lost, Journal.Action.LAUNCH));
        journal.write(new Journal.Entry(other, Optional.empty(), lost, Journal.Action.LAUNCH));
        Files.createDirectory(store.livePath(APP));
        assertThat(activation.recover()).containsExactlyInAnyOrder(
                new Settled(APP, lost, Settled.Outcome.UNSETTLED), new Settled(other, lost, Settled.Outcome.UNDONE));
        assertThat(names(home.journal())).containsExactly("app.json");
    }
}
