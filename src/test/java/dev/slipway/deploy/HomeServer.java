package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.archive.ArchiveLimits;
import dev.slipway.archive.SpaceCheck;
import dev.slipway.archive.TarExtractor;
import dev.slipway.config.Settings;
import dev.slipway.deploy.DeployRequest.Wish;
import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.ProjectName;
import dev.slipway.records.Filter;
import dev.slipway.records.Records;
import dev.slipway.records.jdbc.JdbcRecords;
import dev.slipway.release.Activation;
import dev.slipway.release.Dropped;
import dev.slipway.release.HomeDirectory;
import dev.slipway.release.LiveForm;
import dev.slipway.release.PayloadStore;
import dev.slipway.release.ReleaseStore;
import dev.slipway.release.SharedFiles;
import dev.slipway.release.Sync;
import dev.slipway.release.SyncMode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * What a server has without its web, on a real home with its database. It keeps two releases, one that is staged, and a record
 * of what failed.
 */
final class HomeServer implements AutoCloseable {
    static final ProjectName APP = new ProjectName("app");
    static final int FILES = 3;
    private static final String SAME = "the same in all releases";

    final HomeDirectory home;
    final Records records;
    final ReleaseStore releases;
    final Deployer.Tools tools;
    final Retention retention;
    /** Whether the releases that are deployed have a symbolic link. */
    boolean withLink = true;

    private record Given(InputStream stream, Optional<Digest> declared) implements Payload {}

    /** As a server starts: journals are settled, the sweep has run, and the records follow. */
    static HomeServer start(Path path, SyncMode sync, LiveForm form) throws IOException {
        HomeDirectory home = HomeDirectory.open(path, Duration.ZERO);
        try {
            return new HomeServer(home, sync, form);
        } catch (RuntimeException | Error e) {
            home.close();
            throw e;
        }
    }

    private HomeServer(HomeDirectory home, SyncMode sync, LiveForm form) {
        this.home = home;
        releases = new ReleaseStore(home);
        Activation activation = new Activation(home, releases, Sync.of(sync), form);
        activation.recover();
        releases.sweep();
        records = JdbcRecords.open(Settings.of(Map.of("slipway.sync", sync.name().toLowerCase(Locale.ROOT))),
                home.path());
        Deployments deployments = new Deployments(records, new Deployments.Node("test", "home"));
        PayloadStore payloads = PayloadStore.keeping(home);
        KeptArchives archives = new KeptArchives(payloads, records, "home");
        ActivationLocks locks = new ActivationLocks();
        retention = new Retention(new RetentionLimits(2, 1, 1, 1, Duration.ofDays(1000), 5, Duration.ZERO), "home",
                records, releases, activation, archives, () -> 0, locks, System::currentTimeMillis);
        deployments.settle(releases, () -> { });
        tools = new Deployer.Tools(deployments, new ProjectQueues(2), locks, releases, payloads, archives, activation,
                Optional.of(new SharedFiles(releases)), new TarExtractor(ArchiveLimits.defaults(), SpaceCheck.NONE), Runnable::run, 1_000_000);
    }

    /** Settles archives, and lets go whatever may go. */
    void letGo() {
        retention.start();
        retention.makeRoom(Long.MAX_VALUE / 2);
    }

    @Override
    public void close() throws IOException {
        retention.close();
        tools.deployments().close();
        records.close();
        home.close();
    }

    /** A release of some files that hold the release's id, one that is the same in all, and a link. */
    private byte[] site(DeploymentId id, int more) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            for (int i = 0; i < FILES; i++) {
                add(tar, "d" + i + "/file", id.value());
            }
            for (int i = 0; i < more; i++) {
                add(tar, "more/" + i, SAME);
            }
            add(tar, "same", SAME);
            if (withLink) {
                TarArchiveEntry link = new TarArchiveEntry("link", TarConstants.LF_SYMLINK);
                link.setLinkName("d0/file");
                tar.putArchiveEntry(link);
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static void add(TarArchiveOutputStream tar, String name, String content) throws IOException {
        byte[] text = content.getBytes(StandardCharsets.US_ASCII);
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(text.length);
        tar.putArchiveEntry(entry);
        tar.write(text);
        tar.closeArchiveEntry();
    }

    /**
     * Every release that is kept has all its files, with its own content; and so has what readers see, unless the undoing of an
     * activation failed too and it is not settled yet.
     */
    void assertWhole(String when) throws IOException {
        for (DeploymentId release : releases.kept(APP)) {
            assertWhole(releases.releasePath(APP, release), release, when);
        }
        Optional<DeploymentId> live = releases.live(APP);
        if (live.isPresent() && names("journal").isEmpty()) {
            assertWhole(releases.livePath(APP), live.get(), when);
        }
    }

    private void assertWhole(Path tree, DeploymentId release, String when) {
        for (int i = 0; i < FILES; i++) {
            assertThat(tree.resolve("d" + i + "/file")).as(when).hasContent(release.value());
        }
        assertThat(tree.resolve("same")).as(when).hasContent(SAME);
        if (withLink) {
            assertThat(tree.resolve("link")).as(when).isSymbolicLink().hasContent(release.value());
        }
    }

    DeploymentId deploy(boolean activate) throws IOException {
        DeploymentId id = DeploymentId.next();
        deploy(id, activate);
        return id;
    }

    void deploy(DeploymentId id, boolean activate) throws IOException {
        deploy(id, activate, 0);
    }

    void deploy(DeploymentId id, boolean activate, int more) throws IOException {
        new Deployer(tools).begin(new DeployRequest(APP, id, TestDeploys.ALICE, Optional.empty(),
                new Wish(activate, Optional.empty(), "false", 0), false, Optional.empty()))
                .carryOut(new Given(new ByteArrayInputStream(site(id, more)), Optional.empty())).toCompletableFuture().join();
    }

    DeploymentId rollback() {
        return new Activator(tools).rollback(request(), Optional.empty()).lineage().release();
    }

    DeploymentId activate(DeploymentId id) {
        return new Activator(tools).activate(request(), id).lineage().release();
    }

    private static Activator.Request request() {
        return new Activator.Request(APP, DeploymentId.next(), TestDeploys.ALICE, Optional.empty(), "false",
                Optional.empty());
    }

    void drop() {
        Dropped dropped;
        try (ActivationLocks.Held held = tools.locks().hold(APP)) {
            tools.activation().settle(APP);
            dropped = tools.activation().drop(APP);
        }
        dropped.delete();
    }

    /** What is directly in a directory of the home. */
    List<String> names(String directory) throws IOException {
        try (Stream<Path> children = Files.list(home.path().resolve(directory))) {
            return children.map(child -> child.getFileName().toString()).sorted().toList();
        }
    }

    /** All records, with their events. */
    List<Deployment> recorded() {
        return records.list(Filter.ALL, Records.MAX_PAGE, 0).deployments().stream()
                .map(stored -> records.get(stored.deployment().id()).orElseThrow().deployment()).toList();
    }
}
