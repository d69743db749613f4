package dev.slipway.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.model.Deployment;
import dev.slipway.model.Deployment.Kind;
import dev.slipway.model.Deployment.Lineage;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Status;
import dev.slipway.records.MemoryRecords;
import dev.slipway.records.Records;
import dev.slipway.release.Activation;
import dev.slipway.release.HomeDirectory;
import dev.slipway.release.PayloadStore;
import dev.slipway.release.ReleaseStore;
import dev.slipway.release.Staging;
import dev.slipway.release.Sync;
import dev.slipway.release.SyncMode;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/** A real home with releases and archives, and records of them; a clock that is set by hand. */
final class KeptSite implements AutoCloseable {
    static final ProjectName APP = Histories.APP;
    static final long HOUR = Duration.ofHours(1).toMillis();

    final HomeDirectory home;
    final ReleaseStore releases;
    final Activation activation;
    final PayloadStore payloads;
    final Records records = new MemoryRecords();
    final KeptArchives archives;
    long now = 10_000 * HOUR;

    KeptSite(Path folder) throws IOException {
        home = HomeDirectory.open(folder, Duration.ofSeconds(5));
        releases = new ReleaseStore(home);
        activation = new Activation(home, releases, Sync.of(SyncMode.OFF));
        payloads = PayloadStore.keeping(home);
        archives = new KeptArchives(payloads, records, Histories.HOME);
    }

    /** An hour later, makes a release live that has one file of this content, and keeps as its archive the content. */
    DeploymentId deploy(ProjectName project, String content) throws IOException {
        now += HOUR;
        DeploymentId id = DeploymentId.next();
        Optional<DeploymentId> before = releases.live(project);
        try (Staging staging = releases.stage(project, id)) {
            Files.writeString(staging.tree().resolve("index.html"), content);
            activation.prepare(staging, 1);
            activation.activate(staging);
        }
        Deployment deployment = Histories.of(project, id, Kind.DEPLOY, Status.SUCCESS, now,
                new Lineage(id, before, Optional.empty()));
        keep(deployment, content);
        return id;
    }

    void keep(Deployment deployment, String content) throws IOException {
        try (KeptArchives.Reservation reserved = archives.keep(arriving(content), digest(content))) {
            records.put(Histories.keeping(deployment, digest(content), content.length()), 0);
        }
        Files.setLastModifiedTime(payloads.find(digest(content)).orElseThrow(), FileTime.fromMillis(now));
    }

    PayloadStore.Incoming arriving(String content) {
        PayloadStore.Incoming incoming = payloads.begin(DeploymentId.next());
        incoming.write(content.getBytes(UTF_8), 0, content.length());
        return incoming;
    }

    /** Distinct for distinct contents; nobody computes it again. */
    static Digest digest(String content) {
        return new Digest(String.format("%064x", content.hashCode() & 0xffffffffL));
    }

    boolean saysKept(DeploymentId id) {
        return records.get(id).orElseThrow().deployment().archive().kept();
    }

    /** The same records, whose writing does something else first and may not happen at all. */
    Records writing(BooleanSupplier happens) {
        return (Records) Proxy.newProxyInstance(Records.class.getClassLoader(), new Class<?>[] {Records.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("put") && !happens.getAsBoolean()) {
                        return OptionalLong.empty();
                    }
                    try {
                        return method.invoke(records, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public void close() throws IOException {
        home.close();
    }
}
