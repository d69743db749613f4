package dev.slipway.records.jdbc;

import static dev.slipway.records.SampleDeployment.because;
import static dev.slipway.records.SampleDeployment.full;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.config.Settings;
import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Status;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.records.Filter;
import dev.slipway.records.Records;
import dev.slipway.records.Records.Stored;
import dev.slipway.release.Activation;
import dev.slipway.release.HomeDirectory;
import dev.slipway.release.ReleaseStore;
import dev.slipway.release.Staging;
import dev.slipway.release.Sync;
import dev.slipway.release.SyncMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home on a disk that is full to the last byte. */
class FullDiskTest {
    private static final Duration SOON = Duration.ofMillis(200);
    private static final ProjectName SHOP = new ProjectName("shop");

    @TempDir
    private Path scratch;

    private SmallDisk disk;
    private Path home;

    @BeforeEach
    void mount() throws Exception {
        disk = SmallDisk.mount(scratch);
        home = disk.root().resolve("home");
    }

    @AfterEach
    void unmount() throws Exception {
        if (disk != null) {
            disk.close();
        }
    }

    private Records open() {
        return JdbcRecords.open(Settings.of(Map.of()), home, SOON);
    }

    private static void isFull(Records records) {
        assertThat(records.unwritable()).hasValueSatisfying(reason -> assertThat(reason).contains("no space"));
    }

    @Test
    void theHomeOpensAndWhatIsLiveAndRecordedIsReadUntilThereIsRoomAgain() throws Exception {
        Deployment recorded = full("shop", 7, Status.SUCCESS);
        DeploymentId live = DeploymentId.next();
        try (HomeDirectory opened = HomeDirectory.open(home, Duration.ZERO); Records records = open()) {
            records.put(recorded, 0);
            Staging staging = new ReleaseStore(opened).stage(SHOP, live);
            Files.writeString(staging.tree().resolve("index.html"), "live");
            Activation activation = activation(opened);
            activation.prepare(staging, 1);
            activation.activate(staging);
        }
        disk.fill();
        try (HomeDirectory opened = HomeDirectory.open(home, Duration.ZERO); Records records = open()) {
            assertThat(activation(opened).recover()).isEmpty();
            ReleaseStore releases = new ReleaseStore(opened);
            assertThat(releases.sweep().left()).isZero();
            assertThat(releases.live(SHOP)).contains(live);
            isFull(records);
            assertThat(records.get(recorded.id())).contains(new Stored(recorded, 1));
            assertThat(records.list(Filter.ALL, 10, 0).total()).isEqualTo(1);
            refuses(records);
            disk.empty();
            await().until(records::unwritable, Optional::isEmpty);
            assertThat(records.put(because("room again", recorded), 1)).hasValue(2);
        }
    }

    private static Activation activation(HomeDirectory home) {
        return new Activation(home, new ReleaseStore(home), Sync.of(SyncMode.SAFE));
    }

    private static void refuses(Records records) {
        assertThatThrownBy(() -> records.put(full("shop", 8, Status.SUCCESS), 0))
                .isInstanceOfSatisfying(DeployException.class, e -> {
                    assertThat(e.problem()).isEqualTo(Problem.RECORDS_FAILED);
                    assertThat(e.detail()).contains("no space").doesNotContain("/");
                });
    }

    @Test
    void aDiskThatFillsUpWhileItRunsIsSurvived() throws Exception {
        HomeDirectory.open(home, Duration.ZERO).close();
        try (Records records = open()) {
            Deployment first = full("shop", 7, Status.SUCCESS);
            records.put(first, 0);
            disk.fill();
            assertThatThrownBy(() -> putMany(records)).isInstanceOf(DeployException.class);
            isFull(records);
            assertThat(records.get(first.id())).contains(new Stored(first, 1));
            long total = records.list(Filter.ALL, 0, 0).total();
            disk.empty();
            await().until(records::unwritable, Optional::isEmpty);
            records.put(full("shop", 9, Status.SUCCESS), 0);
            assertThat(records.list(Filter.ALL, 0, 0).total()).isEqualTo(total + 1);
        }
        try (Records records = open()) {
            assertThat(records.unwritable()).isEmpty();
            assertThat(records.list(Filter.ALL, 0, 0).total()).isPositive();
        }
    }

    /** The file may have some room of its own. */
    private static void putMany(Records records) {
        for (int i = 0; i < 5_000; i++) {
            records.put(full("shop", 8, Status.SUCCESS), 0);
        }
    }

    @Test
    void aHomeWithoutRecordsHasNoneUntilThereIsRoom() throws Exception {
        HomeDirectory.open(home, Duration.ZERO).close();
        disk.fill();
        try (Records records = open()) {
            isFull(records);
            assertThat(records.list(Filter.ALL, 10, 0).total()).isZero();
            assertThat(records.get(DeploymentId.next())).isEmpty();
            refuses(records);
            disk.empty();
            await().until(records::unwritable, Optional::isEmpty);
            records.put(full("shop", 9, Status.SUCCESS), 0);
            assertThat(records.list(Filter.ALL, 10, 0).total()).isEqualTo(1);
        }
    }
}
