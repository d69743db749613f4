package dev.slipway.operation;

import dev.slipway.codec.Format;
import dev.slipway.deploy.Payload;
import dev.slipway.model.Caller;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Role;
import dev.slipway.release.Activation;
import dev.slipway.release.HomeDirectory;
import dev.slipway.release.ReleaseStore;
import dev.slipway.release.Room;
import dev.slipway.release.Spool;
import dev.slipway.release.Staging;
import dev.slipway.release.Sync;
import dev.slipway.release.SyncMode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A home with live releases, and calls of operations on it. */
final class LiveSite implements AutoCloseable {
    static final Instant CHANGED = Instant.parse("2024-05-06T07:08:09Z");

    final HomeDirectory home;
    final ReleaseStore releases;
    final Spool spool;

    /** No payload. */
    private record Nothing(InputStream stream, Optional<Digest> declared) implements Payload {}

    LiveSite(Path folder) throws IOException {
        home = HomeDirectory.open(folder, Duration.ofSeconds(5));
        releases = new ReleaseStore(home);
        spool = new Spool(home, Room.ENDLESS, 1);
    }

    /** Makes a release live with a file, a link and another file in a directory. */
    DeploymentId deploy(ProjectName project) throws IOException {
        Activation activation = new Activation(home, releases, Sync.of(SyncMode.OFF));
        Staging staging = releases.stage(project, DeploymentId.next());
        Path index = Files.writeString(staging.tree().resolve("index.html"), "<p>" + project);
        Files.setLastModifiedTime(index, FileTime.from(CHANGED));
        Files.createDirectories(staging.tree().resolve("assets/empty"));
        Files.writeString(staging.tree().resolve("assets/gr\u00fc\u00df \".js"), "12345");
        Files.createSymbolicLink(staging.tree().resolve("assets/link"), Path.of("../index.html"));
        activation.prepare(staging, 2);
        activation.activate(staging);
        return staging.id();
    }

    Answer.Content content(Operation operation, Map<String, Object> fields, Format format) throws IOException {
        Call call = new Call(fields, new Caller("ada", Optional.of(Role.ADMIN), "127.0.0.1"), Optional.empty(),
                Optional.empty(), Optional.empty(), false, format);
        return (Answer.Content) operation.prepare(call).run(new Nothing(InputStream.nullInputStream(), Optional.empty()));
    }

    static byte[] bytes(Answer.Content content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Answer.Writer writer = content.writer()) {
            writer.writeTo(out);
        }
        return out.toByteArray();
    }

    @Override
    public void close() throws IOException {
        home.close();
    }
}
