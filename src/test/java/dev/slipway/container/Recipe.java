package dev.slipway.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A script in {@code src/test/clients} that deploys, as a user would write it. The path of a recipe tells what it is:
 * {@code client/body-framing.extension}.
 *
 * @param client the directory it lies in
 * @param body what the client sends
 * @param framing how the server learns where the body ends
 * @param file the script
 */
record Recipe(String client, BodyKind body, Framing framing, Path file) implements Comparable<Recipe> {
    static final Path DIRECTORY = Path.of("src", "test", "clients");

    /** What a body is made of. */
    enum BodyKind {
        RAW("the archive alone"),
        FIELDS("form fields, then the archive"),
        OBJECT_JSON("JSON object, then the archive"),
        OBJECT_CBOR("CBOR object, then the archive"),
        JSON("JSON with the archive in base64"),
        JSON_BUFFER("JSON with the archive as a `Buffer`"),
        CBOR("CBOR with the archive inside");

        private final String words;

        BodyKind(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /** How the end of a body is told. */
    enum Framing {
        /** By a Content-Length. */
        LENGTH("length known"),
        /** By the last chunk. */
        CHUNKED("chunked"),
        /** By the last chunk, and the archive is packed while it is sent. */
        STREAM("chunked, packed while sent"),
        /** The same, with a request to go on in HTTP/2, which makes WildFly read the body before the application. */
        UPGRADE("chunked, asking for HTTP/2");

        private final String words;

        Framing(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /** @param path below {@link #DIRECTORY} */
    static Recipe of(String path) {
        String client = path.substring(0, path.indexOf('/'));
        String name = path.substring(client.length() + 1, path.lastIndexOf('.'))
                .replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
        int dash = name.lastIndexOf('-');
        return new Recipe(client, BodyKind.valueOf(constant(name.substring(0, dash))),
                Framing.valueOf(constant(name.substring(dash + 1))), DIRECTORY.resolve(path).toAbsolutePath());
    }

    private static String constant(String name) {
        return name.replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** All recipes that there are. */
    static List<Recipe> all() throws IOException {
        try (Stream<Path> files = Files.walk(DIRECTORY, 2)) {
            return files.filter(file -> DIRECTORY.relativize(file).getNameCount() == 2 && Files.isRegularFile(file))
                    .filter(file -> !file.startsWith(DIRECTORY.resolve("node_modules")))
                    .map(file -> of(DIRECTORY.relativize(file).toString())).sorted().toList();
        }
    }

    /** Below {@link #DIRECTORY}. */
    String path() {
        return client + "/" + file.getFileName();
    }

    String text() throws IOException {
        return Files.readString(file);
    }

    @Override
    public int compareTo(Recipe other) {
        return path().compareTo(other.path());
    }
}
