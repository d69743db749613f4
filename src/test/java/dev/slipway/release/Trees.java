package dev.slipway.release;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.model.DeploymentId;
import dev.slipway.model.Digest;
import dev.slipway.model.ProjectName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Trees to activate, whose every byte depends on the deployment. */
final class Trees {
    static final ProjectName APP = new ProjectName("app");
    static final int FILES = 4;

    private Trees() {}

    static HomeDirectory open(Path home) throws IOException {
        return HomeDirectory.open(home, Duration.ofSeconds(5));
    }

    static Activation activation(HomeDirectory home, Disk disk) {
        return activation(home, disk, LiveForm.LINK);
    }

    static Activation activation(HomeDirectory home, Disk disk, LiveForm form) {
        return new Activation(home, new ReleaseStore(home, disk), sync(disk), form, disk);
    }

    static Sync sync(Disk disk) {
        return Sync.of(SyncMode.SAFE, Optional.empty(), disk);
    }

    /** Stages and activates a new release. */
    static DeploymentId deploy(HomeDirectory home) throws IOException {
        return deploy(home, LiveForm.LINK);
    }

    static DeploymentId deploy(HomeDirectory home, LiveForm form) throws IOException {
        Staging staging = new ReleaseStore(home).stage(APP, DeploymentId.next());
        fill(staging.tree(), staging.id());
        activate(activation(home, FaultyDisk.quick(), form), staging, FILES);
        return staging.id();
    }

    /** Both steps of an activation, as one who does nothing in between takes them. */
    static Activated activate(Activation activation, Staging staging, long files) {
        try (staging) {
            activation.prepare(staging, files);
            return activation.activate(staging);
        }
    }

    static void fill(Path tree, DeploymentId id) throws IOException {
        Files.createDirectories(tree.resolve("assets/deep"));
        Files.writeString(tree.resolve("index.html"), ("<p>" + id + "\n").repeat(50));
        Files.writeString(tree.resolve("assets/a.css"), "a" + id);
        Files.writeString(tree.resolve("assets/deep/b.js"), "b" + id);
        Files.writeString(tree.resolve("assets/deep/gr\u00fc\u00df.txt"), "c" + id);
        Files.createSymbolicLink(tree.resolve("current.js"), Path.of("assets", "deep", "b.js"));
    }

    /** Hash over names, kinds, link targets and contents. */
    static Digest hash(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            all.sorted().forEach(path -> {
                try {
                    sha256.update(tree.relativize(path).toString().getBytes(UTF_8));
                    if (Files.isSymbolicLink(path)) {
                        sha256.update(("->" + Files.readSymbolicLink(path)).getBytes(UTF_8));
                    } else if (Files.isRegularFile(path)) {
                        sha256.update(Files.readAllBytes(path));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            return Digest.of(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the tree of that deployment hashes to. */
    static Digest expected(Path scratch, DeploymentId id) throws IOException {
        Path tree = Files.createDirectory(scratch.resolve("expected-" + id));
        fill(tree, id);
        Digest hash = hash(tree);
        TreeRemoval.remove(tree, new RealDisk());
        return hash;
    }

    static List<String> names(Path directory) throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            return children.map(child -> child.getFileName().toString()).sorted().toList();
        }
    }
}
