package dev.slipway.deploy;

import dev.slipway.archive.ArchiveLimits;
import dev.slipway.archive.TarExtractor;
import dev.slipway.config.Settings;
import dev.slipway.deploy.DeployRequest.Wish;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.ProjectName;
import dev.slipway.records.Records;
import dev.slipway.records.jdbc.JdbcRecords;
import dev.slipway.release.Activation;
import dev.slipway.release.HomeDirectory;
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
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * A process that deploys, stages, activates, goes back, and lets go what is not kept, on a real home with its database;
 * made to be killed. After each step it prints the release that is live and was answered for.
 */
public final class CrashScript implements AutoCloseable {
    static final ProjectName APP = new ProjectName("app");
    static final int FILES = 3;

    final HomeDirectory home;
    final Records records;
    final ReleaseStore releases;
    final Deployer.Tools tools;
    final Retention retention;

    private record Given(InputStream stream, Optional<Digest> declared) implements Payload {}

    CrashScript(Path path) throws IOException {
        home = HomeDirectory.open(path, Duration.ZERO);
        releases = new ReleaseStore(home);
        Activation activation = new Activation(home, releases, Sync.of(SyncMode.OFF));
        activation.recover();
        releases.sweep();
        records = JdbcRecords.open(Settings.of(Map.of("slipway.sync", "off")), path);
        Deployments deployments = new Deployments(records, new Deployments.Node("test", "home"));
        PayloadStore payloads = PayloadStore.keeping(home);
        KeptArchives archives = new KeptArchives(payloads, records, "home");
        ActivationLocks locks = new ActivationLocks();
        retention = new Retention(new RetentionLimits(2, 1, 1, 1, Duration.ofDays(1000), 5, Duration.ZERO), "home",
                records, releases, activation, archives, () -> 0, locks, System::currentTimeMillis);
        deployments.settle(releases, () -> { });
        tools = new Deployer.Tools(deployments, new ProjectQueues(2), locks, releases, payloads, archives, activation,
                Optional.of(new SharedFiles(releases)), new TarExtractor(ArchiveLimits.defaults(), bytes -> { }), Runnable::run, 1_000_000);
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

    /** A release of some files, each of which holds the release's id. */
    static byte[] site(DeploymentId id) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            for (int i = 0; i < FILES; i++) {
                byte[] text = id.value().getBytes(StandardCharsets.US_ASCII);
                TarArchiveEntry entry = new TarArchiveEntry("d" + i + "/file");
                entry.setSize(text.length);
                tar.putArchiveEntry(entry);
                tar.write(text);
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    DeploymentId deploy(boolean activate) throws IOException {
        DeploymentId id = DeploymentId.next();
        new Deployer(tools).begin(new DeployRequest(APP, id, TestDeploys.ALICE, Optional.empty(),
                new Wish(activate, Optional.empty(), "false", 0), false, Optional.empty()))
                .carryOut(new Given(new ByteArrayInputStream(site(id)), Optional.empty())).toCompletableFuture().join();
        return id;
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

    private static void say(DeploymentId live) {
        System.out.println(live);
    }

    /** @param args the home directory */
    public static void main(String[] args) throws IOException {
        CrashScript script = new CrashScript(Path.of(args[0]));
        say(script.deploy(true));
        say(script.deploy(true));
        DeploymentId staged = script.deploy(false);
        say(script.releases.live(APP).orElseThrow());
        say(script.activate(staged));
        say(script.rollback());
        say(script.deploy(true));
        script.letGo();
        say(script.releases.live(APP).orElseThrow());
        say(script.deploy(true));
        say(script.rollback());
        script.close();
        System.out.println("end");
    }
}
