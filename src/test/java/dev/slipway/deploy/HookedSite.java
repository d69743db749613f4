package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.archive.ArchiveLimits;
import dev.slipway.archive.SpaceCheck;
import dev.slipway.archive.TarExtractor;
import dev.slipway.config.Settings;
import dev.slipway.deploy.DeployRequest.Wish;
import dev.slipway.hooks.Hooks;
import dev.slipway.hooks.Scripts;
import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Status;
import dev.slipway.problem.DeployException;
import dev.slipway.records.MemoryRecords;
import dev.slipway.records.Records;
import dev.slipway.records.jdbc.JdbcRecords;
import dev.slipway.release.Activation;
import dev.slipway.release.HomeDirectory;
import dev.slipway.release.PayloadStore;
import dev.slipway.release.ReleaseStore;
import dev.slipway.release.Sync;
import dev.slipway.release.SyncMode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** What tests deploy to when there are hooks: real ones, which write down in {@code log} what they see. */
final class HookedSite implements AutoCloseable {
    static final ProjectName APP = new ProjectName("app");

    final Path folder;
    final HomeDirectory home;
    final Records records;
    final ReleaseStore releases;
    final Path log;
    private final Map<String, String> settings = new HashMap<>();
    Deployer.Tools tools;

    private record Given(InputStream stream, Optional<Digest> declared) implements Payload {}

    HookedSite(Path folder) throws IOException {
        this(folder, HomeDirectory.open(folder.resolve("home"), Duration.ofSeconds(5)), new MemoryRecords(), Map.of());
    }

    private HookedSite(Path folder, HomeDirectory home, Records records, Map<String, String> first) throws IOException {
        this.folder = folder;
        this.log = folder.resolve("log");
        if (Files.notExists(log)) {
            Files.createFile(log);
        }
        this.home = home;
        this.records = records;
        this.settings.putAll(first);
        this.releases = new ReleaseStore(home);
        new Activation(home, releases, Sync.of(SyncMode.OFF)).recover();
        open();
    }

    /** As a server starts that keeps its records: another one may have been killed here. */
    static HookedSite lasting(Path folder) throws IOException {
        return lasting(folder, "health-tries", "2");
    }

    /** The same with a setting from the start. */
    static HookedSite lasting(Path folder, String knob, String value) throws IOException {
        HomeDirectory home = HomeDirectory.open(folder.resolve("home"), Duration.ofSeconds(5));
        return new HookedSite(folder, home, JdbcRecords.open(Settings.of(Map.of()), home.path()),
                Map.of("slipway." + knob, value));
    }

    /** Has a command run, of these lines of shell. */
    HookedSite with(String knob, String... lines) throws IOException {
        return set(knob, Scripts.setting(folder, lines));
    }

    /** Sets something, for all projects. */
    HookedSite set(String knob, String value) {
        settings.put("slipway." + knob, value);
        settings.putIfAbsent("slipway.health-grace", "0s");
        settings.putIfAbsent("slipway.health-interval", "10ms");
        settings.putIfAbsent("slipway.health-timeout", "30s");
        settings.putIfAbsent("slipway.health-tries", "2");
        open();
        return this;
    }

    /** A command that appends a line of what it sees. */
    String noting(String what) {
        return "echo " + what + " >> " + log;
    }

    private void open() {
        Hooks hooks = Hooks.of(Settings.of(settings));
        Deployments deployments = new Deployments(records, new Deployments.Node("test", "home"));
        deployments.settle(releases, hooks, () -> { }, (project, deployment) -> false);
        ActivationLocks locks = new ActivationLocks();
        Activation activation = new Activation(home, releases, Sync.of(SyncMode.OFF));
        PayloadStore payloads = PayloadStore.none();
        tools = new Deployer.Tools(deployments, new ProjectQueues(2), locks, releases, payloads,
                new KeptArchives(payloads, records, "home"), activation, Optional.empty(),
                new TarExtractor(ArchiveLimits.defaults(), SpaceCheck.NONE), Runnable::run, 1_000_000,
                new Launch(deployments, releases, activation, locks, hooks));
    }

    Deploying begin(Wish wish) {
        return new Deployer(tools).begin(new DeployRequest(APP, DeploymentId.next(), TestDeploys.ALICE, Optional.empty(),
                wish, true, Optional.empty()));
    }

    static Wish wish(boolean activate, String restart) {
        return new Wish(activate, Optional.empty(), restart, 0);
    }

    Deployment carryOut(Deploying deploying) {
        try {
            return deploying.carryOut(new Given(new ByteArrayInputStream(archive(deploying.run().id())), Optional.empty()))
                    .toCompletableFuture().join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Deployment deploy() {
        return carryOut(begin(Wish.LIVE));
    }

    /** A deploy that does not go well. */
    DeployException refused(Deploying deploying) {
        try {
            carryOut(deploying);
        } catch (DeployException e) {
            return e;
        }
        throw new AssertionError("it went well");
    }

    /** On a thread of its own. */
    CompletableFuture<DeployException> refusedLater(Deploying deploying) {
        return CompletableFuture.supplyAsync(() -> refused(deploying));
    }

    Activator.Request request(String restart) {
        return new Activator.Request(APP, DeploymentId.next(), TestDeploys.ALICE, Optional.empty(), restart, Optional.empty());
    }

    Deployment rollback() {
        return new Activator(tools).rollback(request("false"), Optional.empty());
    }

    static byte[] archive(DeploymentId id) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            byte[] text = id.value().getBytes(StandardCharsets.US_ASCII);
            TarArchiveEntry entry = new TarArchiveEntry("id");
            entry.setSize(text.length);
            tar.putArchiveEntry(entry);
            tar.write(text);
            tar.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }

    Deployment recorded(DeploymentId id) {
        tools.deployments().running(id).ifPresent(run -> tools.deployments().record(run));
        return records.get(id).orElseThrow().deployment();
    }

    void assertLive(DeploymentId id) {
        assertThat(releases.live(APP)).contains(id);
        assertThat(releases.livePath(APP).resolve("id")).hasContent(id.value());
    }

    void assertEnded(DeploymentId id, Status status) {
        assertThat(recorded(id).status()).isEqualTo(status);
    }

    @Override
    public void close() throws IOException {
        tools.deployments().close();
        records.close();
        home.close();
    }
}
