package dev.slipway.release;

import static dev.slipway.release.Trees.APP;
import static dev.slipway.release.Trees.names;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.model.DeploymentId;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.release.FaultyDisk.Crash;
import dev.slipway.release.FaultyDisk.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Releases that are complete and not live. */
class CertifiedReleaseTest {
    /** No run has as many steps. */
    private static final int ENDLESS = 100;
    private static final Logger LOG = Logger.getLogger("dev.slipway.release");

    @TempDir
    private Path scratch;
    private HomeDirectory home;
    private ReleaseStore store;
    private Activation activation;

    @BeforeEach
    void open() throws IOException {
        LOG.setLevel(Level.OFF);
        home = Trees.open(scratch.resolve("home"));
        store = new ReleaseStore(home);
        activation = Trees.activation(home, FaultyDisk.quick());
    }

    @AfterEach
    void close() throws IOException {
        home.close();
        LOG.setLevel(null);
    }

    private Staging staged(Disk disk) throws IOException {
        Staging staging = new ReleaseStore(home, disk).stage(APP, DeploymentId.next());
        Trees.fill(staging.tree(), staging.id());
        return staging;
    }

    private static void certify(Activation activation, Staging staging) {
        try (staging) {
            activation.prepare(staging, Trees.FILES);
            activation.certify(staging);
        }
    }

    @Test
    void aCertifiedReleaseIsWholeAndNotLive() throws IOException {
        DeploymentId live = Trees.deploy(home);
        Staging staging = staged(new RealDisk());
        certify(activation, staging);
        assertThat(store.live(APP)).contains(live);
        assertThat(Trees.hash(store.releasePath(APP, staging.id()))).isEqualTo(Trees.expected(scratch, staging.id()));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(store.releasePath(APP, staging.id()))))
                .isEqualTo("rwxr-xr-x");
        assertThat(names(home.staging())).isEmpty();
        assertThat(names(home.journal())).isEmpty();
    }

    @Test
    void aCertifiedReleaseIsMadeLiveByASwitch() throws IOException {
        Staging staging = staged(new RealDisk());
        certify(activation, staging);
        assertThat(store.live(APP)).isEmpty();
        assertThat(activation.switchTo(APP, staging.id()))
                .isEqualTo(new Activated(Optional.empty(), staging.id()));
        assertThat(store.live(APP)).contains(staging.id());
    }

    @Test
    void aTreeThatIsNotOnTheDiskYetIsNeitherKeptNorMadeLive() throws IOException {
        Staging staging = staged(new RealDisk());
        assertThatThrownBy(() -> activation.certify(staging)).isInstanceOf(IllegalStateException.class);
        Staging other = staged(new RealDisk());
        assertThatThrownBy(() -> activation.activate(other)).isInstanceOf(IllegalStateException.class);
        assertThat(store.kept(APP)).isEmpty();
        assertThat(names(home.staging())).isEmpty();
    }

    @Test
    void aTreeCanBePreparedWhileTheProjectIsBeingActivated() throws IOException {
        DeploymentId kept = Trees.deploy(home);
        Trees.deploy(home);
        Staging next = staged(new RealDisk());
        FaultyDisk disk = FaultyDisk.quick();
        Activation[] self = new Activation[1];
        disk.before(path -> path.endsWith("app.json") && !next.prepared(),
                () -> self[0].prepare(next, Trees.FILES));
        self[0] = Trees.activation(home, disk);
        self[0].switchTo(APP, kept);
        assertThat(self[0].activate(next).previous()).contains(kept);
    }

    @Test
    void anIdOfAReleaseThatIsThereIsNotTakenTwice() throws IOException {
        Staging staging = staged(new RealDisk());
        Files.createDirectories(store.releasePath(APP, staging.id()).resolve("precious"));
        assertThatThrownBy(() -> certify(activation, staging)).isInstanceOfSatisfying(DeployException.class,
                e -> assertThat(e.problem()).isEqualTo(Problem.DEPLOYMENT_ID_USED));
        assertThat(store.releasePath(APP, staging.id()).resolve("precious")).exists();
    }

    @ParameterizedTest
    @CsvSource({"IO_ERROR, STORAGE_FAILED", "DISK_FULL, NO_SPACE"})
    void aFaultAtAnyStepLeavesNoRelease(Fault fault, Problem problem) throws IOException {
        FaultyDisk disk;
        int n = 0;
        int refused = 0;
        do {
            assertThat(++n).isLessThan(ENDLESS);
            disk = new FaultyDisk(fault, n);
            try {
                certify(Trees.activation(home, disk), staged(disk));
                store.kept(APP).forEach(id -> TreeRemoval.remove(store.releasePath(APP, id), new RealDisk()));
            } catch (DeployException e) {
                refused++;
                assertThat(e.problem()).isEqualTo(problem);
            }
            assertThat(store.kept(APP)).isEmpty();
            assertThat(store.sweep().left()).isZero();
            assertThat(names(home.staging())).isEmpty();
            assertThat(names(home.releases())).isEmpty();
        } while (disk.fired());
        assertThat(refused).as("faults that were reported").isGreaterThanOrEqualTo(7);
    }

    @Test
    void aReleaseThatCannotBeTakenAwayAgainIsSaidToBeThere() throws IOException {
        FaultyDisk disk = FaultyDisk.quick();
        Path project = home.releases().resolve("app");
        disk.before(path -> path.startsWith(project) && !store.kept(APP).isEmpty(), () -> {
            throw new IOException("Input/output error");
        });
        Staging staging = staged(new RealDisk());
        assertThatThrownBy(() -> certify(Trees.activation(home, disk), staging))
                .isInstanceOfSatisfying(DeployException.class, e -> assertThat(e.detail())
                        .contains("release " + staging.id() + " is kept nevertheless"));
        assertThat(store.isKept(APP, staging.id())).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"CRASH_BEFORE", "CRASH_AFTER"})
    void afterACrashAtAnyStepThereIsTheWholeReleaseOrNone(Fault fault) throws IOException {
        for (boolean powerCut : new boolean[] {false, true}) {
            FaultyDisk disk;
            int n = 0;
            do {
                assertThat(++n).isLessThan(ENDLESS);
                disk = new FaultyDisk(fault, n);
                crash(disk, powerCut);
                activation.recover();
                assertThat(store.sweep().left()).isZero();
                assertThat(names(home.staging())).isEmpty();
                for (DeploymentId id : store.kept(APP)) {
                    assertThat(Trees.hash(store.releasePath(APP, id))).isEqualTo(Trees.expected(scratch, id));
                }
                assertThat(store.kept(APP).size()).isLessThanOrEqualTo(1).isGreaterThanOrEqualTo(disk.fired() ? 0 : 1);
                TreeRemoval.remove(home.releases().resolve("app"), new RealDisk());
            } while (disk.fired());
        }
    }

    private void crash(FaultyDisk disk, boolean powerCut) throws IOException {
        try {
            Staging staging = staged(disk);
            disk.written(staging.tree());
            certify(Trees.activation(home, disk), staging);
            assertThat(disk.fired()).isFalse();
        } catch (Crash e) {
            assertThat(disk.fired()).isTrue();
        }
        if (powerCut) {
            disk.losePower(home.path());
        }
    }
}
