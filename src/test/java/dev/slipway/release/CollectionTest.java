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
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Releases that go, one at a time and with their component. */
class CollectionTest {
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
        activation = new Activation(home, store, Trees.sync(FaultyDisk.quick()), LiveForm.LINK, FaultyDisk.quick());
    }

    @AfterEach
    void close() throws IOException {
        home.close();
        LOG.setLevel(null);
    }

    private static Activation activation(HomeDirectory home, ReleaseStore store, Disk disk) {
        return new Activation(home, store, Trees.sync(disk), LiveForm.LINK, disk);
    }

    @Test
    void aCollectedReleaseIsGoneAndItsBytesAreCounted() throws IOException {
        DeploymentId old = Trees.deploy(home);
        DeploymentId live = Trees.deploy(home);
        long bytes = store.size(APP, old).bytes();
        Collected collected = store.collect(APP, old).orElseThrow();
        assertThat(collected.id()).isEqualTo(old);
        assertThat(store.kept(APP)).containsExactly(live);
        assertThat(names(home.staging())).containsExactly(old + ".collected");
        assertThat(collected.delete()).isEqualTo(bytes);
        assertThat(names(home.staging())).isEmpty();
        assertThat(store.live(APP)).contains(live);
    }

    @Test
    void theLiveReleaseIsNotCollected() throws IOException {
        DeploymentId live = Trees.deploy(home);
        assertThat(store.collect(APP, live)).isEmpty();
        assertThat(Trees.hash(store.livePath(APP).toRealPath())).isEqualTo(Trees.expected(scratch, live));
    }

    @Test
    void contentThatAnotherReleaseSharesIsFreedWithItsLastName() throws IOException {
        DeploymentId first = Trees.deploy(home);
        DeploymentId second = Trees.deploy(home);
        Trees.deploy(home);
        Path shared = store.releasePath(APP, first).resolve("index.html");
        Files.createLink(store.releasePath(APP, first).resolve("again.html"), shared);
        Files.createLink(store.releasePath(APP, second).resolve("shared.html"), shared);
        long small = 3L * ("a" + first).length();
        long index = Files.size(shared);
        assertThat(store.collect(APP, first).orElseThrow().delete()).isEqualTo(small);
        assertThat(store.collect(APP, second).orElseThrow().delete()).isEqualTo(small + 2 * index);
    }

    @Test
    void aReleaseThatIsNotThereFreesNothing() throws IOException {
        Trees.deploy(home);
        assertThat(store.collect(APP, DeploymentId.next()).orElseThrow().delete()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aFaultOrACrashAtAnyStepLeavesTheWholeReleaseOrNone(Fault fault) throws IOException {
        DeploymentId live = Trees.deploy(home);
        FaultyDisk disk;
        int n = 0;
        do {
            assertThat(++n).isLessThan(ENDLESS);
            DeploymentId old = live;
            live = Trees.deploy(home);
            disk = new FaultyDisk(fault, n);
            try {
                new ReleaseStore(home, disk).collect(APP, old).orElseThrow().delete();
            } catch (DeployException e) {
                assertThat(store.isKept(APP, old)).isTrue();
            } catch (Crash e) {
                disk.losePower(home.path());
            }
            if (store.isKept(APP, old)) {
                assertThat(disk.fired()).isTrue();
                assertThat(Trees.hash(store.releasePath(APP, old))).isEqualTo(Trees.expected(scratch, old));
                store.collect(APP, old).orElseThrow().delete();
            }
            assertThat(store.sweep().left()).isZero();
            assertThat(names(home.staging())).isEmpty();
            assertThat(Trees.hash(store.livePath(APP).toRealPath())).isEqualTo(Trees.expected(scratch, live));
        } while (disk.fired());
    }

    @Test
    void aDroppedComponentIsGoneWithAllItsReleases() throws IOException {
        Trees.deploy(home);
        DeploymentId live = Trees.deploy(home);
        Dropped dropped = activation.drop(APP);
        assertThat(dropped.live()).contains(live);
        assertThat(dropped.releases()).hasSize(2);
        assertThat(dropped.inUse()).isZero();
        assertThat(names(home.live())).isEmpty();
        assertThat(names(home.releases())).isEmpty();
        assertThat(dropped.delete()).isPositive();
        nothingIsHalfDone();
    }

    @Test
    void aComponentThatOnlyHasACertifiedReleaseIsDroppedToo() throws IOException {
        try (Staging staging = store.stage(APP, DeploymentId.next())) {
            Trees.fill(staging.tree(), staging.id());
            activation.prepare(staging, Trees.FILES);
            activation.certify(staging);
        }
        assertThat(activation.drop(APP).live()).isEmpty();
        assertThat(store.kept(APP)).isEmpty();
        assertThatThrownBy(() -> activation.drop(APP)).isInstanceOfSatisfying(DeployException.class,
                e -> assertThat(e.problem()).isEqualTo(Problem.NOT_FOUND));
    }

    @Test
    void aReleaseOfADroppedComponentThatIsBeingReadGoesLater() throws IOException {
        Trees.deploy(home);
        DeploymentId live = Trees.deploy(home);
        try (PinnedRelease pin = store.pinLive(APP).orElseThrow()) {
            assertThat(activation.drop(APP).inUse()).isEqualTo(1);
            activation.settle(APP);
            assertThat(Trees.hash(pin.root())).isEqualTo(Trees.expected(scratch, live));
        }
        activation.settle(APP);
        assertThat(store.kept(APP)).isEmpty();
        store.sweep();
        nothingIsHalfDone();
    }

    @Test
    void whatIsDeployedAfterADropStaysWhenTheReadersOfTheOldReleaseHaveGone() throws IOException {
        Trees.deploy(home);
        PinnedRelease pin = store.pinLive(APP).orElseThrow();
        activation.drop(APP);
        Staging staging = store.stage(APP, DeploymentId.next());
        Trees.fill(staging.tree(), staging.id());
        activation.prepare(staging, Trees.FILES);
        activation.certify(staging);
        pin.close();
        activation.settle(APP);
        assertThat(store.kept(APP)).contains(staging.id());
    }

    private void nothingIsHalfDone() throws IOException {
        assertThat(names(home.staging())).isEmpty();
        assertThat(names(home.journal())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aFaultOrACrashAtAnyStepOfADropLeavesTheComponentLiveOrGone(Fault fault) throws IOException {
        FaultyDisk disk;
        int n = 0;
        do {
            assertThat(++n).isLessThan(ENDLESS);
            DeploymentId kept = Trees.deploy(home);
            DeploymentId live = Trees.deploy(home);
            disk = new FaultyDisk(fault, n);
            boolean refused = false;
            try {
                activation(home, new ReleaseStore(home, disk), disk).drop(APP).delete();
            } catch (DeployException e) {
                refused = true;
            } catch (Crash e) {
                disk.losePower(home.path());
            }
            assertThat(activation(home, new ReleaseStore(home), FaultyDisk.quick()).recover()).isEmpty();
            assertThat(store.sweep().left()).isZero();
            nothingIsHalfDone();
            Optional<DeploymentId> now = store.live(APP);
            if (refused) {
                assertThat(now).contains(live);
            }
            if (now.isPresent()) {
                assertThat(disk.fired()).isTrue();
                assertThat(store.kept(APP)).contains(kept, live);
                assertThat(Trees.hash(store.livePath(APP).toRealPath())).isEqualTo(Trees.expected(scratch, live));
                activation.drop(APP).delete();
            } else {
                assertThat(store.kept(APP)).isEqualTo(List.of());
            }
        } while (disk.fired());
    }
}
