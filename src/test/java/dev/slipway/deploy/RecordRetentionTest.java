package dev.slipway.deploy;

import static dev.slipway.deploy.KeptSite.APP;
import static dev.slipway.deploy.KeptSite.digest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.Status;
import dev.slipway.records.Filter;
import dev.slipway.release.Collected;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which records are kept beyond {@code keep-records}. */
class RecordRetentionTest {
    private static final RetentionLimits ONE_RECORD = new RetentionLimits(100, 2, 100, 1 << 20,
            Duration.ofHours(1_000_000), 1, Duration.ofMinutes(10));

    @TempDir
    private Path folder;
    private KeptSite site;

    @BeforeEach
    void open() throws IOException {
        site = new KeptSite(folder.resolve("home"));
    }

    @AfterEach
    void close() throws IOException {
        site.close();
    }

    private List<DeploymentId> afterARun() {
        try (Retention retention = new Retention(ONE_RECORD, Histories.HOME, site.records, site.releases,
                site.activation, site.archives, () -> 0, new ActivationLocks(), () -> site.now)) {
            retention.start();
            retention.makeRoom(0);
        }
        return site.records.list(Filter.ALL, 100, 0).deployments().stream()
                .map(stored -> stored.deployment().id()).toList();
    }

    private void removeRelease(DeploymentId id) {
        site.releases.collect(APP, id).ifPresent(Collected::delete);
    }

    @Test
    void thatOfARequestThatMayBeSentAgainIsKeptForADay() throws IOException {
        DeploymentId repeated = DeploymentId.next();
        site.records.put(Histories.repeatable(
                Histories.deployment(repeated, Status.FAILED, site.now, Optional.empty()), digest("key")), 0);
        DeploymentId live = site.deploy(APP, "a");
        assertThat(afterARun()).containsExactly(live, repeated);
        site.now += 24 * KeptSite.HOUR;
        assertThat(afterARun()).containsExactly(live);
    }

    @Test
    void thatOfAReleaseThatIsGoneIsKeptWhileTheWayBackToAnOlderOneLeadsOverIt() throws IOException {
        DeploymentId first = site.deploy(APP, "a");
        DeploymentId second = site.deploy(APP, "b");
        DeploymentId third = site.deploy(APP, "c");
        DeploymentId live = site.deploy(APP, "d");
        removeRelease(second);
        removeRelease(third);
        assertThat(afterARun()).containsExactly(live, third, second, first);
        removeRelease(first);
        assertThat(afterARun()).containsExactly(live);
    }
}
