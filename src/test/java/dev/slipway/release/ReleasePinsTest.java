package dev.slipway.release;

import static dev.slipway.release.Trees.APP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.model.DeploymentId;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleasePinsTest {
    private static final int REPLACEMENTS = 60;

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

    @Test
    void aPinnedReleaseIsPassedOver() throws IOException {
        DeploymentId old = Trees.deploy(home);
        Trees.deploy(home);
        PinnedRelease first = store.pin(APP, old).orElseThrow();
        PinnedRelease second = store.pin(APP, old).orElseThrow();
        assertThat(store.collect(APP, old)).isEmpty();
        first.close();
        first.close();
        assertThat(store.isPinned(APP, old)).isTrue();
        assertThat(store.collect(APP, old)).isEmpty();
        second.close();
        assertThat(store.isPinned(APP, old)).isFalse();
        assertThat(store.collect(APP, old)).isPresent();
        assertThat(store.pin(APP, old)).isEmpty();
    }

    @Test
    void whatIsOnItsWayOutLetsNoReaderIn() throws IOException {
        DeploymentId old = Trees.deploy(home);
        Trees.deploy(home);
        FaultyDisk disk = FaultyDisk.quick();
        ReleaseStore[] self = new ReleaseStore[1];
        List<Boolean> seen = new ArrayList<>();
        disk.before(path -> path.endsWith(old.value()), () -> {
            seen.add(self[0].pin(APP, old).isPresent());
            seen.add(self[0].collect(APP, old).isPresent());
        });
        self[0] = new ReleaseStore(home, disk);
        assertThat(self[0].collect(APP, old)).isPresent();
        assertThat(seen).isNotEmpty().containsOnly(false);
    }

    @Test
    void thePinOfTheLiveReleaseStaysOnItWhenAnotherBecomesLive() throws IOException {
        assertThat(store.pinLive(APP)).isEmpty();
        DeploymentId old = Trees.deploy(home);
        try (PinnedRelease pin = store.pinLive(APP).orElseThrow()) {
            Trees.deploy(home);
            assertThat(pin.id()).isEqualTo(old);
            assertThat(store.collect(APP, old)).isEmpty();
            assertThat(Trees.hash(pin.root())).isEqualTo(Trees.expected(scratch, old));
        }
    }

    @Test
    void aLinkToAReleaseThatIsNotThereIsTold() throws IOException {
        DeploymentId id = Trees.deploy(home);
        TreeRemoval.remove(store.releasePath(APP, id), new RealDisk());
        assertThatThrownBy(() -> store.pinLive(APP)).isInstanceOfSatisfying(DeployException.class,
                e -> assertThat(e.problem()).isEqualTo(Problem.STORAGE_FAILED));
        assertThat(store.isPinned(APP, id)).isFalse();
    }

    @Test
    void readersWithAPinSeeWholeReleasesWhileOldOnesAreCollectedAtOnce() throws Exception {
        Trees.deploy(home);
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<Integer>> readers = List.of(threads.submit(reader(stop)), threads.submit(reader(stop)));
            for (int i = 0; i < REPLACEMENTS; i++) {
                DeploymentId old = store.live(APP).orElseThrow();
                Trees.deploy(home);
                store.collect(APP, old).ifPresent(Collected::delete);
            }
            stop.set(true);
            for (Future<Integer> reader : readers) {
                assertThat(reader.get()).isPositive();
            }
        } finally {
            stop.set(true);
            threads.shutdownNow();
        }
    }

    private Callable<Integer> reader(AtomicBoolean stop) {
        return () -> {
            int reads = 0;
            while (!stop.get()) {
                try (PinnedRelease pin = store.pinLive(APP).orElseThrow()) {
                    assertThat(Trees.names(pin.root())).hasSize(3);
                    assertThat(pin.root().resolve("assets/deep/b.js")).hasContent("b" + pin.id());
                    reads++;
                }
            }
            return reads;
        };
    }
}
