package dev.slipway.container;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A directory as people have them: subdirectories, links, something executable, something large, {@code node_modules}. */
final class SiteDirectory {
    private SiteDirectory() {}

    /** Fills a directory; the seed decides what is in the large file. */
    static void fill(Path site, long seed) throws IOException {
        Path deep = Files.createDirectories(site.resolve("sub/deep"));
        Files.createDirectories(site.resolve("empty"));
        Files.writeString(site.resolve("index.html"), "release " + seed);
        Files.write(deep.resolve("\u00fc with spaces.bin"), random(seed, 3_000));
        Files.write(site.resolve("large.bin"), random(seed, 5 << 20));
        Path script = Files.writeString(site.resolve("run.sh"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(script, EnumSet.of(PosixFilePermission.OWNER_READ,
                PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));
        Files.createSymbolicLink(site.resolve("link.html"), Path.of("index.html"));
        Files.createSymbolicLink(site.resolve("linked"), Path.of("sub"));
        Files.createDirectories(site.resolve("node_modules/left"));
        Files.writeString(site.resolve("node_modules/left/pad.js"), "left");
    }

    private static byte[] random(long seed, int size) {
        byte[] bytes = new byte[size];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    /** Every name below a directory with what it is, links as what they lead to. */
    static Map<String, String> followed(Path directory) throws IOException {
        return listing(directory, FileVisitOption.FOLLOW_LINKS);
    }

    /** Every name below a directory with what it is, links as links. */
    static Map<String, String> listing(Path directory, FileVisitOption... options) throws IOException {
        Path root = directory.toRealPath();
        Map<String, String> listing = new TreeMap<>();
        try (Stream<Path> tree = Files.walk(root, options)) {
            for (Path path : tree.filter(path -> !path.equals(root)).toList()) {
                listing.put(root.relativize(path).toString(), options.length == 0 ? described(path) : content(path));
            }
        }
        return listing;
    }

    /** The same without {@code node_modules}. */
    static Map<String, String> withoutNodeModules(Map<String, String> listing) {
        Map<String, String> rest = new TreeMap<>(listing);
        rest.keySet().removeIf(name -> name.contains("node_modules"));
        return rest;
    }

    private static String described(Path path) throws IOException {
        return Files.isSymbolicLink(path) ? "link to " + Files.readSymbolicLink(path) : content(path);
    }

    private static String content(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return "directory";
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path, new LinkOption[0]);
        return SampleTree.digestOfFile(path)
                + (permissions.contains(PosixFilePermission.OWNER_EXECUTE) ? " executable" : "");
    }
}
