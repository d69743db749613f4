package dev.slipway.operation;

import dev.slipway.codec.Format;
import dev.slipway.codec.ObjectStream;
import dev.slipway.model.ProjectName;
import dev.slipway.release.PinnedRelease;
import dev.slipway.release.ReleaseStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files of live releases as one object, made while it is sent: {@code {"name":"components","entries":[…]}}, where
 * each component and each directory has {@code name} and {@code entries}, each file {@code name}, {@code mtime} (ISO
 * 8601, UTC) and {@code size} (bytes), each symbolic link also its target {@code link}. No link is followed; the order
 * within a directory is that of the file system. Memory grows with the depth alone.
 */
final class ComponentTrees implements Answer.Writer {
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final String NAME = "name";
    private static final String ENTRIES = "entries";

    private final ReleaseStore releases;
    private final List<ProjectName> projects;
    private final Format format;

    /** @param projects each is left out if it is not live any more when its turn comes */
    ComponentTrees(ReleaseStore releases, List<ProjectName> projects, Format format) {
        this.releases = releases;
        this.projects = projects;
        this.format = format;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try (ObjectStream object = ObjectStream.to(out, format)) {
            object.object().name(NAME).text("components").name(ENTRIES).array();
            for (ProjectName project : projects) {
                Optional<PinnedRelease> live = releases.pinLive(project);
                if (live.isPresent()) {
                    try (PinnedRelease release = live.get()) {
                        component(release, object);
                    }
                }
            }
            object.endArray().endObject();
        }
    }

    private static void component(PinnedRelease release, ObjectStream object) throws IOException {
        object.object().name(NAME).text(release.project().value());
        object.name("status").object().name("status").text("live")
                .name("release_id").text(release.id().value()).endObject();
        object.name(ENTRIES).array();
        Files.walkFileTree(release.root(), new Entries(release.root(), object));
        object.endArray().endObject();
    }

    /** What is below one component's directory. */
    private static final class Entries extends SimpleFileVisitor<Path> {
        private final Path root;
        private final ObjectStream object;

        Entries(Path root, ObjectStream object) {
            this.root = root;
            this.object = object;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
            if (!directory.equals(root)) {
                object.object().name(NAME).text(nameOf(directory)).name(ENTRIES).array();
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failed) throws IOException {
            if (failed != null) {
                throw failed;
            }
            if (!directory.equals(root)) {
                object.endArray().endObject();
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            object.object().name(NAME).text(nameOf(file)).name("mtime").text(shown(attributes.lastModifiedTime()))
                    .name("size").number(attributes.size());
            if (attributes.isSymbolicLink()) {
                object.name("link").text(Files.readSymbolicLink(file).toString());
            }
            object.endObject();
            return FileVisitResult.CONTINUE;
        }

        private static String nameOf(Path path) {
            return String.valueOf(path.getFileName());
        }

        private static String shown(FileTime time) {
            return MILLIS.format(time.toInstant());
        }
    }
}
