package dev.slipway.deploy;

import static dev.slipway.deploy.KeptSite.APP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.Status;
import dev.slipway.records.Records;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a project while it is judged. */
class ProjectRetentionTest {
    private static final RetentionLimits ONE_RELEASE = new RetentionLimits(1, 1, 100, 1 << 20,
            Duration.ofHours(1_000_000), 100, Duration.ofMinutes(10));
    private static final long MOST_WAIT = 10_000;

    @TempDir
    private Path folder;
    private KeptSite site;
    private final ActivationLocks locks = new ActivationLocks();
    private final AtomicBoolean done = new AtomicBoolean();

    @BeforeEach
    void open() throws IOException {
        site = new KeptSite(folder.resolve("home"));
    }

    @AfterEach
    void close() throws IOException {
        site.close();
    }

    /** Records that are slow to tell: something else is done first, by somebody who needs the project's activations. */
    private Records slow(Runnable meanwhile) {
        AtomicBoolean begun = new AtomicBoolean();
        return (Records) Proxy.newProxyInstance(Records.class.getClassLoader(), new Class<?>[] {Records.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("list") && !begun.getAndSet(true)) {
                        elsewhere(meanwhile);
                    }
                    try {
                        return method.invoke(site.records, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void elsewhere(Runnable work) throws InterruptedException {
        Thread other = new Thread(() -> {
            try (ActivationLocks.Held held = locks.hold(APP)) {
                work.run();
            }
        });
        other.start();
        other.join(MOST_WAIT);
        done.set(!other.isAlive());
    }

    private void judge(Runnable meanwhile) {
        try (Retention retention = new Retention(ONE_RELEASE, Histories.HOME, slow(meanwhile), site.releases,
                site.activation, site.archives, () -> 0, locks, () -> site.now)) {
            retention.ended(APP);
            retention.makeRoom(0);
        }
    }

    @Test
    void aRollbackDoesNotWaitForTheJudgementAndWhatItMadeLiveStays() throws IOException {
        DeploymentId first = site.deploy(APP, "a");
        DeploymentId second = site.deploy(APP, "b");
        DeploymentId third = site.deploy(APP, "c");
        site.now += KeptSite.HOUR;
        judge(() -> {
            site.activation.switchTo(APP, first);
            site.records.put(Histories.rollback(first, third, Status.SUCCESS, site.now), 0);
        });
        assertThat(done).isTrue();
        assertThat(site.releases.live(APP)).contains(first);
        assertThat(site.releases.kept(APP)).containsExactly(first, third).doesNotContain(second);
    }

    @Test
    void whatADeploymentIsAboutThatBeganMeanwhileStays() throws IOException {
        DeploymentId first = site.deploy(APP, "a");
        DeploymentId second = site.deploy(APP, "b");
        DeploymentId third = site.deploy(APP, "c");
        site.now += KeptSite.HOUR;
        judge(() -> site.records.put(Histories.rollback(second, third, Status.ACTIVATING, site.now - 1), 0));
        assertThat(done).isTrue();
        assertThat(site.releases.kept(APP)).containsExactly(second, third).doesNotContain(first);
    }
}
