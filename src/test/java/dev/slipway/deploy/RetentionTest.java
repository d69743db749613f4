package dev.slipway.deploy;

import static dev.slipway.deploy.KeptSite.APP;
import static dev.slipway.deploy.KeptSite.digest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Status;
import dev.slipway.records.Filter;
import dev.slipway.release.PinnedRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
    private static final ProjectName OTHER = new ProjectName("other");
    private static final RetentionLimits ROOMY = limits(100, 1 << 20, 100);

    @TempDir
    private Path folder;
    private KeptSite site;
    private final ActivationLocks locks = new ActivationLocks();

    private static RetentionLimits limits(int releases, long bytes, int records) {
        return new RetentionLimits(releases, 2, 2, bytes, Duration.ofHours(1_000_000), records, Duration.ofMinutes(10));
    }

    @BeforeEach
    void open() throws IOException {
        site = new KeptSite(folder.resolve("home"));
    }

    @AfterEach
    void close() throws IOException {
        site.close();
    }

    private Retention retention(RetentionLimits limits) {
        return new Retention(limits, Histories.HOME, site.records, site.releases, site.activation, site.archives,
                () -> 0, locks, () -> site.now);
    }

    private List<DeploymentId> deploy(ProjectName project, String... contents) throws IOException {
        List<DeploymentId> ids = new ArrayList<>();
        for (String content : contents) {
            ids.add(site.deploy(project, content));
        }
        site.now += KeptSite.HOUR;
        return ids;
    }

    /** What was begun before has been done then: there is one thread. */
    private static void settled(Retention retention) {
        retention.makeRoom(0);
    }

    @Test
    void oldReleasesGoAfterADeployment() throws IOException {
        List<DeploymentId> app = deploy(APP, "a", "b", "c", "d");
        List<DeploymentId> other = deploy(OTHER, "e");
        try (Retention retention = retention(limits(2, 1 << 20, 100))) {
            retention.ended(APP);
            retention.ended(APP);
            settled(retention);
        }
        assertThat(site.releases.kept(APP)).isEqualTo(app.subList(2, 4));
        assertThat(site.releases.live(APP)).contains(app.get(3));
        assertThat(site.releases.kept(OTHER)).isEqualTo(other);
        assertThat(site.home.path().resolve("staging")).isEmptyDirectory();
    }

    @Test
    void aReleaseThatIsReadGoesAfterItsReader() throws IOException {
        List<DeploymentId> app = deploy(APP, "a", "b");
        try (Retention retention = retention(limits(1, 1 << 20, 100))) {
            try (PinnedRelease pin = site.releases.pin(APP, app.get(0)).orElseThrow()) {
                settled(retention);
                assertThat(pin.root().resolve("index.html")).hasContent("a");
            }
            settled(retention);
        }
        assertThat(site.releases.kept(APP)).containsExactly(app.get(1));
    }

    @Test
    void theOldestArchivesGoWhenThereAreTooManyBytesAndThoseOfLiveReleasesLast() throws IOException {
        deploy(OTHER, "live and old");
        List<DeploymentId> app = deploy(APP, "first one", "second one", "third one");
        try (Retention retention = retention(limits(100, "live and old".length() + "third one".length(), 100))) {
            retention.ended(APP);
            settled(retention);
        }
        assertThat(site.archives.find(digest("first one"))).isEmpty();
        assertThat(site.archives.find(digest("second one"))).isEmpty();
        assertThat(site.archives.find(digest("third one"))).isPresent();
        assertThat(site.archives.find(digest("live and old"))).isPresent();
        assertThat(app).extracting(site::saysKept).containsExactly(false, false, true);
        assertThat(site.releases.kept(APP)).isEqualTo(app);
    }

    @Test
    void archivesAreGivenUpForRoomBeforeReleases() throws IOException {
        List<DeploymentId> app = deploy(APP, "x".repeat(100), "y".repeat(100), "z".repeat(100));
        try (Retention retention = retention(ROOMY)) {
            assertThat(retention.makeRoom(150)).isGreaterThanOrEqualTo(150);
        }
        assertThat(app).extracting(site::saysKept).containsExactly(false, false, true);
        assertThat(site.releases.kept(APP)).isEqualTo(app);
    }

    @Test
    void releasesThatNothingProtectsAreGivenUpForRoomOldestFirst() throws IOException {
        List<DeploymentId> app = deploy(APP, "x".repeat(1000), "y".repeat(1000));
        List<DeploymentId> other = deploy(OTHER, "u".repeat(1000), "v".repeat(1000));
        try (Retention retention = retention(ROOMY)) {
            retention.makeRoom(4500); // the four archives, and one release
            assertThat(site.releases.kept(APP)).containsExactly(app.get(1));
            assertThat(site.releases.kept(OTHER)).isEqualTo(other);
            retention.makeRoom(Long.MAX_VALUE / 2);
        }
        assertThat(site.releases.kept(APP)).containsExactly(app.get(1));
        assertThat(site.releases.kept(OTHER)).containsExactly(other.get(1));
        assertThat(site.releases.livePath(OTHER).resolve("index.html")).hasContent("v".repeat(1000));
    }

    @Test
    void roomIsNotMadeFromAReleaseThatWasReplacedAMomentAgo() throws IOException {
        List<DeploymentId> app = deploy(APP, "a", "b");
        site.now -= KeptSite.HOUR;
        try (Retention retention = retention(ROOMY)) {
            retention.makeRoom(Long.MAX_VALUE / 2);
        }
        assertThat(site.releases.kept(APP)).isEqualTo(app);
    }

    @Test
    void filesThatNoRecordKeepsAreSweptAtTheStartAndRecordsToldOfFilesThatAreGone() throws IOException {
        List<DeploymentId> app = deploy(APP, "kept", "gone");
        Files.delete(site.payloads.find(digest("gone")).orElseThrow());
        site.arriving("orphan").keep(digest("orphan"));
        try (Retention retention = retention(ROOMY)) {
            retention.start();
            settled(retention);
        }
        assertThat(site.archives.find(digest("orphan"))).isEmpty();
        assertThat(site.archives.find(digest("kept"))).isPresent();
        assertThat(app).extracting(site::saysKept).containsExactly(true, false);
    }

    @Test
    void withoutAnyRecordNothingIsSwept() throws IOException {
        DeploymentId unknown = deploy(APP, "precious").get(0);
        site.records.delete(unknown, 1);
        try (Retention retention = retention(limits(1, 1, 1))) {
            retention.start();
            settled(retention);
        }
        assertThat(site.archives.find(digest("precious"))).isPresent();
        assertThat(site.releases.kept(APP)).containsExactly(unknown);
    }

    @Test
    void archivesOutliveTheLossOfTheirRecords() throws IOException {
        DeploymentId lost = deploy(APP, "precious").get(0);
        site.records.delete(lost, 1);
        new Settlement(site.records, site.releases, new Deployments.Node("node", Histories.HOME)).settleAll();
        assertThat(site.records.get(lost)).isPresent();
        try (Retention retention = retention(ROOMY)) {
            retention.start();
            settled(retention);
        }
        assertThat(site.archives.find(digest("precious"))).isPresent();
    }

    @Test
    void oldFailuresGoWithTheirArchives() throws IOException {
        List<DeploymentId> failed = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            site.now += KeptSite.HOUR;
            failed.add(DeploymentId.next());
            site.keep(Histories.deployment(failed.get(i), Status.FAILED, site.now, Optional.empty()), "failed " + i);
        }
        try (Retention retention = retention(ROOMY)) {
            retention.ended(APP);
            settled(retention);
        }
        assertThat(site.records.list(Filter.ALL, 100, 0).deployments())
                .extracting(stored -> stored.deployment().id()).containsExactly(failed.get(3), failed.get(2));
        assertThat(site.archives.find(digest("failed 0"))).isEmpty();
        assertThat(site.archives.find(digest("failed 3"))).isPresent();
    }

    @Test
    void recordsBeyondTheLimitGoUnlessTheirReleaseIsThere() throws IOException {
        List<DeploymentId> app = deploy(APP, "a", "b", "c");
        Deployment rollback = Histories.rollback(DeploymentId.next(), app.get(0), Status.SUCCESS, KeptSite.HOUR);
        site.records.put(rollback, 0);
        try (Retention retention = retention(limits(100, 1 << 20, 1))) {
            retention.start();
            settled(retention);
        }
        assertThat(site.records.list(Filter.ALL, 100, 0).deployments())
                .extracting(stored -> stored.deployment().id())
                .containsExactly(app.get(2), app.get(1), app.get(0));
    }

    @Test
    void aDroppedComponentsReleaseGoesWhenItsReaderHasGone() throws IOException {
        DeploymentId id = deploy(APP, "a").get(0);
        try (Retention retention = retention(ROOMY)) {
            try (PinnedRelease pin = site.releases.pinLive(APP).orElseThrow()) {
                assertThat(site.activation.drop(APP).inUse()).isEqualTo(1);
                settled(retention);
                assertThat(site.releases.kept(APP)).containsExactly(id);
            }
            settled(retention);
        }
        assertThat(site.releases.kept(APP)).isEmpty();
    }

    private void found(String content) throws IOException {
        site.arriving(content).keep(digest(content));
        Files.setLastModifiedTime(site.payloads.find(digest(content)).orElseThrow(), FileTime.fromMillis(site.now));
    }

    @Test
    void archivesThatNoRecordKeepsDoNotStandInTheWayOfTheLimit() throws IOException {
        deploy(APP, "first one");
        for (int i = 0; i < ArchiveSurvey.MOST; i++) {
            found("orphan " + i);
        }
        deploy(APP, "second one", "third one");
        try (Retention retention = retention(limits(100, "third one".length(), 100))) {
            for (int run = 0; run < 2; run++) {
                retention.ended(APP);
                settled(retention);
            }
        }
        assertThat(site.archives.find(digest("orphan 0"))).isEmpty();
        assertThat(site.archives.find(digest("second one"))).isEmpty();
        assertThat(site.archives.find(digest("third one"))).isPresent();
    }

    @Test
    void archivesOlderThanAllRecordsAreNotGivenUp() throws IOException {
        found("of other records");
        deploy(APP, "mine");
        try (Retention retention = retention(limits(100, 1, 100))) {
            retention.ended(APP);
            settled(retention);
        }
        assertThat(site.archives.find(digest("of other records"))).isPresent();
        assertThat(site.archives.find(digest("mine"))).isEmpty();
    }
}
