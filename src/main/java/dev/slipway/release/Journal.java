package dev.slipway.release;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.ProjectName;
import dev.slipway.problem.DeployException;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonWriter;
import jakarta.json.spi.JsonProvider;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The half-done activations: {@code journal/<project>.json}, written before the first step that others can see and
 * deleted after the last. It does not say how far the activation came: the link does, and cannot be wrong about it.
 */
final class Journal {
    private static final JsonProvider JSON = JsonProvider.provider();
    /** A journal is some 200 bytes. */
    private static final int MAX_BYTES = 4096;
    private static final String SUFFIX = ".json";
    private static final System.Logger LOG = System.getLogger(Journal.class.getName());

    /** What the activation does. */
    enum Action {
        /** A new release is moved out of staging, and goes when the activation is undone. */
        LAUNCH,
        /** The release was there before, and stays. */
        SWITCH,
        /** No release is live afterwards, and all go. */
        DROP
    }

    /** One activation. */
    record Entry(ProjectName project, Optional<DeploymentId> from, DeploymentId to, Action action) {}

    private final Path directory;
    private final Disk disk;

    Journal(HomeDirectory home, Disk disk) {
        this.directory = home.journal();
        this.disk = disk;
    }

    /** Durable when it returns. */
    void write(Entry entry) throws IOException {
        Path temporary = directory.resolve("." + entry.project() + ".tmp");
        disk.write(temporary, json(entry));
        disk.force(temporary);
        disk.rename(temporary, file(entry.project()));
        disk.force(directory);
    }

    /** Durable when it returns. Nothing happens when it is gone already. */
    void delete(ProjectName project) throws IOException {
        disk.deleteIfThere(directory.resolve("." + project + ".tmp"));
        disk.deleteIfThere(file(project));
        disk.force(directory);
    }

    /** The project's journal; one that makes no sense is put aside, logged, and counts as none. */
    Optional<Entry> read(ProjectName project) throws IOException {
        Path file = file(project);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES);
        }
        try {
            Entry entry = entry(bytes);
            if (entry.project().equals(project)) {
                return Optional.of(entry);
            }
        } catch (JsonException | DeployException | ClassCastException | NullPointerException
                | IllegalArgumentException e) {
            LOG.log(System.Logger.Level.DEBUG, "unreadable journal", e);
        }
        LOG.log(System.Logger.Level.ERROR, "journal/{0} makes no sense and was put aside; check releases/{1}",
                file.getFileName(), project);
        disk.rename(file, directory.resolve(project + ".unreadable"));
        disk.force(directory);
        return Optional.empty();
    }

    /** The projects that have a journal: as many as activations were running at once. */
    List<ProjectName> projects() throws IOException {
        List<ProjectName> projects = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "[A-Za-z0-9_-]*" + SUFFIX)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                projects.add(new ProjectName(name.substring(0, name.length() - SUFFIX.length())));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } catch (DeployException e) {
            throw new IOException("a file in journal/ is not named after a project", e);
        }
        return projects;
    }

    private Path file(ProjectName project) {
        return directory.resolve(project + SUFFIX);
    }

    private static byte[] json(Entry entry) {
        JsonObjectBuilder object = JSON.createObjectBuilder()
                .add("project", entry.project().value())
                .add("to", entry.to().value())
                .add("action", entry.action().name());
        entry.from().ifPresent(from -> object.add("from", from.value()));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonWriter writer = JSON.createWriter(bytes)) {
            writer.writeObject(object.build());
        }
        return bytes.toByteArray();
    }

    private static Entry entry(byte[] bytes) {
        try (JsonReader reader = JSON.createReader(new ByteArrayInputStream(bytes))) {
            JsonObject object = reader.readObject();
            return new Entry(new ProjectName(object.getString("project")),
                    Optional.ofNullable(object.getString("from", null)).map(DeploymentId::new),
                    new DeploymentId(object.getString("to")),
                    Action.valueOf(object.getString("action")));
        }
    }
}
