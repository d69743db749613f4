package dev.slipway.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What is on disk, for tests to compare. */
final class Trees {
    /** One thing under a directory; {@code detail} is a file's digest and size, or a link's target. */
    record Node(String type, String detail, String permissions) {
        static Node file(long size, String sha256) {
            return new Node("file", size + " " + sha256, "");
        }

        static Node directory() {
            return new Node("dir", "", "");
        }

        static Node link(String target) {
            return new Node("symlink", target, "");
        }

        Node withoutPermissions() {
            return new Node(type, detail, "");
        }
    }

    private Trees() {}

    static Map<String, Node> under(Path root) throws IOException {
        Map<String, Node> nodes = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            paths.filter(path -> !path.equals(root))
                    .forEach(path -> nodes.put(root.relativize(path).toString(), node(path)));
        }
        return nodes;
    }

    static Map<String, Node> withoutPermissions(Map<String, Node> nodes) {
        Map<String, Node> plain = new TreeMap<>();
        nodes.forEach((path, node) -> plain.put(path, node.withoutPermissions()));
        return plain;
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Node node(Path path) {
        try {
            PosixFileAttributes attributes =
                    Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isSymbolicLink()) {
                return Node.link(Files.readSymbolicLink(path).toString());
            }
            String permissions = PosixFilePermissions.toString(attributes.permissions());
            if (attributes.isDirectory()) {
                return new Node("dir", "", permissions);
            }
            return attributes.isRegularFile()
                    ? new Node("file", attributes.size() + " " + sha256(Files.readAllBytes(path)), permissions)
                    : new Node("special", "", permissions);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
