package dev.slipway.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The small web site that comes with the program, for the demonstration. */
final class SampleSite {
    private static final String FOLDER = "sample/";
    private static final String INDEX = "INDEX";

    private SampleSite() {}

    /** Writes the site into an existing directory. */
    static void writeTo(Path directory) throws IOException {
        for (String name : names()) {
            Path file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            try (InputStream in = open(name)) {
                Files.copy(in, file);
            }
        }
    }

    static List<String> names() throws IOException {
        try (InputStream in = open(INDEX)) {
            String index = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return index.lines().filter(line -> !line.isBlank()).toList();
        }
    }

    private static InputStream open(String name) throws IOException {
        InputStream in = SampleSite.class.getResourceAsStream(FOLDER + name);
        if (in == null) {
            throw new FileNotFoundException("the program lacks its file sample/" + name);
        }
        return in;
    }
}
