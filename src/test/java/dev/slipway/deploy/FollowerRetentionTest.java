package dev.slipway.deploy;

import static dev.slipway.deploy.KeptSite.APP;
import static dev.slipway.deploy.KeptSite.digest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.Status;
import dev.slipway.records.Records;
import dev.slipway.release.PartialPayloads;
import dev.slipway.release.Room;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node of a cluster lets go of that it has from others; the records are all those of another node. */
class FollowerRetentionTest {
    private static final Deployments.Node FOLLOWER = new Deployments.Node("follower", "follower", true);

    @TempDir
    private Path folder;
    private KeptSite site;
    private Wanted wanted = Wanted.NOTHING;

    @BeforeEach
    void open() throws IOException {
        site = new KeptSite(folder.resolve("home"));
        new KnownSince(site.records, FOLLOWER, () -> site.now).time();
    }

    @AfterEach
    void close() throws IOException {
        site.close();
    }

    private void run(int releases, long bytes, int records) {
        run(FOLLOWER, releases, bytes, records);
    }

    private void run(Deployments.Node node, int releases, long bytes, int records) {
        RetentionLimits limits = new RetentionLimits(releases, 2, 2, bytes, Duration.ofHours(1_000_000), records,
                Duration.ofMinutes(10));
        KeptArchives archives = new KeptArchives(site.payloads, site.records, node);
        try (Retention retention = new Retention(limits, node, site.records, site.releases, site.activation, archives,
                () -> 0, new ActivationLocks(), () -> site.now, () -> wanted)) {
            retention.letGo(PartialPayloads.in(site.home, Room.ENDLESS));
            retention.start();
            retention.makeRoom(0);
        }
    }

    private List<DeploymentId> deploy(String... contents) throws IOException {
        List<DeploymentId> ids = new ArrayList<>();
        for (String content : contents) {
            ids.add(site.deploy(APP, content));
        }
        site.now += KeptSite.HOUR;
        return ids;
    }

    private boolean has(String content) {
        return site.payloads.find(digest(content)).isPresent();
    }

    @Test
    void archivesAreWithinTheLimitThoughOthersRecordThemAsKept() throws IOException {
        List<DeploymentId> all = deploy("old", "mid", "new");
        run(10, 3, 100);
        assertThat(List.of(has("old"), has("mid"), has("new"))).containsExactly(false, false, true);
        assertThat(all).extracting(site::saysKept).containsOnly(true);
        assertThat(site.releases.kept(APP)).isEqualTo(all);
    }

    @Test
    void releasesAreWithinTheLimit() throws IOException {
        List<DeploymentId> all = deploy("a", "b", "c", "d");
        run(2, 1 << 20, 100);
        assertThat(site.releases.kept(APP)).isEqualTo(all.subList(2, 4));
    }

    @Test
    void whatTheClusterWantsStays() throws IOException {
        List<DeploymentId> all = deploy("old", "mid", "new", "now");
        wanted = new Wanted(Map.of(APP, Set.of(all.get(0))), Set.of(digest("old")), Set.of());
        run(1, 0, 100);
        assertThat(List.of(has("old"), has("mid"), has("new"), has("now"))).containsExactly(true, false, false, false);
        assertThat(site.releases.kept(APP)).containsExactly(all.get(0), all.get(3));
    }

    @Test
    void anArchiveThatTheClusterWantsStaysThoughNoRecordKeepsItAnyMore() throws IOException {
        DeploymentId lost = deploy("lost").get(0);
        Records.Stored record = site.records.get(lost).orElseThrow();
        site.records.put(record.deployment().with(record.deployment().archive().withKept(false)), record.version());
        wanted = new Wanted(Map.of(APP, Set.of(lost)), Set.of(digest("lost")), Set.of());
        run(10, 1 << 20, 100);
        assertThat(has("lost")).isTrue();
        wanted = Wanted.NOTHING;
        run(10, 1 << 20, 100);
        assertThat(has("lost")).isFalse();
    }

    @Test
    void theNodeWhoseCopyIsLostLetsTheOthersKeepTheirs() throws IOException {
        DeploymentId lost = deploy("lost").get(0);
        Files.delete(site.payloads.find(digest("lost")).orElseThrow());
        wanted = new Wanted(Map.of(APP, Set.of(lost)), Set.of(digest("lost")), Set.of());
        Deployments.Node origin = new Deployments.Node("origin", Histories.HOME, true);
        run(origin, 10, 1 << 20, 100);
        assertThat(site.saysKept(lost)).isTrue();
        wanted = Wanted.NOTHING;
        run(origin, 10, 1 << 20, 100);
        assertThat(site.saysKept(lost)).isFalse();
    }

    @Test
    void whatTheClusterBeginsToWantDuringARunStays() throws IOException {
        DeploymentId old = deploy("old").get(0);
        deploy("new");
        Wanted later = new Wanted(Map.of(APP, Set.of(old)), Set.of(digest("old")), Set.of());
        AtomicInteger looks = new AtomicInteger();
        RetentionLimits limits = new RetentionLimits(10, 2, 2, 1 << 20, Duration.ofHours(1_000_000), 100, Duration.ofMinutes(10));
        try (Retention retention = new Retention(limits, FOLLOWER, site.records, site.releases, site.activation,
                new KeptArchives(site.payloads, site.records, FOLLOWER), () -> 0, new ActivationLocks(), () -> site.now,
                () -> looks.getAndIncrement() == 0 ? Wanted.NOTHING : later)) {
            retention.makeRoom(1 << 30);
        }
        assertThat(has("old")).isTrue();
        assertThat(has("new")).isFalse();
    }

    @Test
    void anArchiveOfADeploymentThatIsUnderWayElsewhereStays() throws IOException {
        deploy("old");
        site.keep(Histories.deployment(DeploymentId.next(), Status.ACTIVATING, site.now, Optional.empty()), "coming");
        run(10, 0, 100);
        assertThat(has("old")).isFalse();
        assertThat(has("coming")).isTrue();
    }

    @Test
    void whatWasThereBeforeItJoinedStays() throws IOException {
        site.now -= 2 * KeptSite.HOUR;
        site.arriving("before").keep(digest("before"));
        Files.setLastModifiedTime(site.payloads.find(digest("before")).orElseThrow(), FileTime.fromMillis(site.now));
        site.now += 2 * KeptSite.HOUR;
        deploy("after");
        run(10, 0, 100);
        assertThat(has("before")).isTrue();
        assertThat(has("after")).isFalse();
    }

    @Test
    void anArchiveGoesWhoseRecordItsNodeHasLetGoThoughItIsOlderThanAllRecords() throws IOException {
        DeploymentId old = deploy("old").get(0);
        deploy("new");
        site.records.delete(old, site.records.get(old).orElseThrow().version());
        run(10, 1 << 20, 100);
        assertThat(has("old")).isFalse();
        assertThat(has("new")).isTrue();
    }

    @Test
    void recordsOfANodeThatDoesNotComeBackAreForgottenAndThoseOfOthersNot() throws IOException {
        List<DeploymentId> all = deploy("a", "b", "c", "d");
        run(1, 1 << 20, 2);
        assertThat(all).allMatch(id -> site.records.get(id).isPresent());
        wanted = new Wanted(Map.of(), Set.of(), Set.of(Histories.HOME));
        run(1, 1 << 20, 2);
        assertThat(all).extracting(id -> site.records.get(id).isPresent()).containsExactly(false, false, true, true);
        assertThat(List.of(has("a"), has("b"), has("c"), has("d"))).containsExactly(false, false, true, true);
    }

    @Test
    void whatWasPulledOfAnArchiveThatNobodyWantsAnyMoreGoes() throws IOException {
        Digest unwanted = digest("unwanted");
        Digest still = digest("still");
        wanted = new Wanted(Map.of(), Set.of(still), Set.of());
        for (Digest digest : List.of(unwanted, still)) {
            Path part = site.home.path().resolve("payloads/.pulling-" + digest.hex());
            Files.writeString(part, "part");
            Files.writeString(part.resolveSibling(part.getFileName() + ".chunks"), "journal");
        }
        run(10, 1 << 20, 100);
        try (var files = Files.list(site.home.path().resolve("payloads"))) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder(
                    ".pulling-" + still.hex(), ".pulling-" + still.hex() + ".chunks");
        }
    }
}
