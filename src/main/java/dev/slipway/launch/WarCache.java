package dev.slipway.launch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Where the executable WAR is unpacked: a private directory, one subdirectory per content of the WAR, so that the
 * second start unpacks nothing. It lies at the WAR's root beside {@link Main} and uses the JDK only.
 *
 * <p>A subdirectory appears by one rename when it is complete: starts at the same time do not see each other's work.
 * Candidates are {@code SLIPWAY_CACHE}, {@code $XDG_CACHE_HOME/slipway} and {@code ~/.cache/slipway}; where none can be
 * used (read-only, owned by somebody else, writable by others), a temporary directory that goes with the process.
 *
 * <p>Beside each subdirectory lies a marker {@code .used-<name>}: every start sets its time, and holds a shared lock on
 * it as long as the process runs. A start that unpacks removes what nobody runs and nobody started for 30 days.
 */
final class WarCache {
    private static final Duration ABANDONED = Duration.ofHours(1);
    private static final Duration UNUSED = Duration.ofDays(30);
    private static final String PARTIAL = ".partial-";
    private static final String USED = ".used-";

    private static final Set<StandardOpenOption> MARKER =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    /** What this process runs from; never closed. */
    private static final List<FileChannel> IN_USE = new CopyOnWriteArrayList<>();

    private final List<Path> candidates;

    private WarCache(List<Path> candidates) {
        this.candidates = candidates;
    }

    static WarCache of(Map<String, String> environment) {
        String own = environment.getOrDefault("SLIPWAY_CACHE", "");
        if (!own.isBlank()) {
            return new WarCache(List.of(Path.of(own)));
        }
        String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path home = Path.of(System.getProperty("user.home"), ".cache");
        return new WarCache(List.of((xdg.isBlank() ? home : Path.of(xdg)).resolve("slipway")));
    }

    /**
     * The directory with the WAR's web content, unpacked now or by an earlier start.
     *
     * @throws IOException when the WAR cannot be read, or neither the cache nor a temporary directory be written
     */
    Path unpacked(Path war) throws IOException {
        try (JarFile jar = new JarFile(war.toFile(), false)) {
            String name = contentName(jar);
            for (Path candidate : candidates) {
                try {
                    return unpackedIn(privateDirectory(candidate), name, jar);
                } catch (IOException e) {
                    System.err.println("slipway: the cache " + candidate + " cannot be used (" + e.getMessage()
                            + "); using a temporary directory");
                }
            }
            Path temporary = Files.createTempDirectory("slipway-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> deleteQuietly(temporary), "slipway-cache"));
            return unpackedIn(temporary, name, jar);
        }
    }

    private static Path unpackedIn(Path cache, String name, JarFile jar) throws IOException {
        Path target = cache.resolve(name);
        use(cache.resolve(USED + name));
        if (isComplete(target, jar)) {
            return target;
        }
        sweep(cache);
        removeUnused(cache);
        Path partial = Files.createTempDirectory(cache, PARTIAL);
        try {
            for (JarEntry entry : content(jar)) {
                unpack(jar, entry, partial);
            }
            publish(partial, target, jar);
        } finally {
            deleteQuietly(partial);
        }
        return target;
    }

    /** Renames into place; a damaged older one is moved out of the way first, a complete one of another start wins. */
    private static void publish(Path partial, Path target, JarFile jar) throws IOException {
        if (Files.exists(target) && !isComplete(target, jar)) {
            Path damaged = Files.createTempDirectory(target.getParent(), PARTIAL);
            Files.move(target, damaged.resolve("damaged"), StandardCopyOption.ATOMIC_MOVE);
            deleteQuietly(damaged);
        }
        try {
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!isComplete(target, jar)) {
                throw e;
            }
        }
    }

    private static void unpack(JarFile jar, JarEntry entry, Path directory) throws IOException {
        Path file = directory.resolve(entry.getName()).normalize();
        if (!file.startsWith(directory)) {
            throw new IOException("the WAR has an entry outside of itself: " + entry.getName());
        }
        Files.createDirectories(file.getParent());
        try (InputStream in = jar.getInputStream(entry)) {
            Files.copy(in, file);
        }
    }

    private static boolean isComplete(Path directory, JarFile jar) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        for (JarEntry entry : content(jar)) {
            Path file = directory.resolve(entry.getName());
            if (!Files.isRegularFile(file) || Files.size(file) != entry.getSize()) {
                return false;
            }
        }
        return true;
    }

    /** The web content: not the launcher's class files at the root, nor the manifest. */
    private static List<JarEntry> content(JarFile jar) {
        return jar.stream()
                .filter(entry -> !entry.isDirectory())
                .filter(entry -> !entry.getName().startsWith("dev/"))
                .filter(entry -> !entry.getName().startsWith("META-INF/") || entry.getName().endsWith("context.xml"))
                .toList();
    }

    /** The version and a digest over every entry's name, size and CRC. */
    private static String contentName(JarFile jar) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            jar.stream()
                    .map(entry -> entry.getName() + ':' + entry.getSize() + ':' + entry.getCrc() + '\n')
                    .sorted()
                    .forEach(line -> digest.update(line.getBytes(StandardCharsets.UTF_8)));
            String hash = HexFormat.of().formatHex(digest.digest(), 0, 12);
            Attributes manifest = jar.getManifest() == null ? new Attributes() : jar.getManifest().getMainAttributes();
            String version = manifest.getValue(Attributes.Name.IMPLEMENTATION_VERSION);
            return (version == null ? "0" : version) + '-' + hash;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path privateDirectory(Path directory) throws IOException {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        if (!posix) {
            return Files.createDirectories(directory).toRealPath();
        }
        FileAttribute<Set<PosixFilePermission>> ownerOnly =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        Path real = Files.createDirectories(directory, ownerOnly).toRealPath();
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(real);
        if (permissions.contains(PosixFilePermission.GROUP_WRITE)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException("others may write to it");
        }
        Path self = Path.of("/proc/self");
        if (Files.exists(self) && !Files.getAttribute(real, "unix:uid").equals(Files.getAttribute(self, "unix:uid"))) {
            throw new IOException("it belongs to another user");
        }
        return real;
    }

    /** Removes what starts that were killed left behind. */
    private static void sweep(Path cache) throws IOException {
        Instant limit = Instant.now().minus(ABANDONED);
        try (DirectoryStream<Path> partials = Files.newDirectoryStream(cache, PARTIAL + "*")) {
            for (Path partial : partials) {
                if (Files.getLastModifiedTime(partial).toInstant().isBefore(limit)) {
                    deleteQuietly(partial);
                }
            }
        }
    }

    /**
     * The lock ends with the process: the channel is left open. Without it the subdirectory is merely not protected.
     */
    private static void use(Path marker) {
        try {
            FileChannel channel = FileChannel.open(marker, MARKER);
            IN_USE.add(channel);
            Files.setLastModifiedTime(marker, FileTime.from(Instant.now()));
            channel.lock(0, Long.MAX_VALUE, true);
        } catch (IOException | OverlappingFileLockException e) {
            // A file system without locks, or this process holds it already.
        }
    }

    /** Only what has a marker, since the cache may be a directory that others use too. */
    private static void removeUnused(Path cache) throws IOException {
        Instant limit = Instant.now().minus(UNUSED);
        try (DirectoryStream<Path> markers = Files.newDirectoryStream(cache, USED + "*")) {
            for (Path marker : markers) {
                if (Files.getLastModifiedTime(marker).toInstant().isBefore(limit)) {
                    removeUnlessRunning(marker);
                }
            }
        }
    }

    private static void removeUnlessRunning(Path marker) {
        try (FileChannel channel = FileChannel.open(marker, MARKER); FileLock lock = channel.tryLock()) {
            if (lock != null) {
                Path unused = marker.resolveSibling(marker.getFileName().toString().substring(USED.length()));
                deleteQuietly(unused);
                if (Files.notExists(unused)) {
                    Files.delete(marker);
                }
            }
        } catch (IOException | OverlappingFileLockException e) {
            // Tried again by a later start.
        }
    }

    private static void deleteQuietly(Path directory) {
        try (Stream<Path> tree = Files.walk(directory)) {
            tree.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // What is left is swept by a later start.
        }
    }
}
