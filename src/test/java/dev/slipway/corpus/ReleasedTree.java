package dev.slipway.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What lies in a release: each path with what is there, in a few words. */
final class ReleasedTree {
    private ReleasedTree() {}

    /** @param live the link to it */
    static Map<String, String> of(Path live) throws IOException {
        Path root = live.toRealPath();
        Map<String, String> tree = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.filter(path -> !path.equals(root)).toList()) {
                tree.put(root.relativize(path).toString(), words(path));
            }
        }
        return tree;
    }

    private static String words(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            return link(Files.readSymbolicLink(path).toString());
        }
        return Files.isDirectory(path) ? "directory" : file(Files.size(path), sha256(Files.readAllBytes(path)));
    }

    static String link(String target) {
        return "link to " + target;
    }

    static String file(long size, String sha256) {
        return size + " bytes " + sha256;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
