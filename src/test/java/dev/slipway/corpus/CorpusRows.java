package dev.slipway.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What came of each case, written down for the table that {@code bench/corpus} prints: one file for each server and kind of
 * case, one line for each case. Any thread.
 */
final class CorpusRows {
    private static final Path DIRECTORY = Path.of("target", "corpus");
    /** Files that this process has begun. */
    private static final Set<Path> BEGUN = ConcurrentHashMap.newKeySet();

    private CorpusRows() {}

    /**
     * @param kind http, session, multipart or archive
     * @param asTheVerdictSays whether the outcome is the one that the corpus asks for
     * @param seen the outcome in a few words
     */
    static synchronized void note(CorpusTarget target, String kind, String id, boolean asTheVerdictSays, String seen) {
        String name = target.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-") + "." + kind + ".tsv";
        Path file = DIRECTORY.resolve(name);
        try {
            Files.createDirectories(DIRECTORY);
            if (BEGUN.add(file)) {
                Files.deleteIfExists(file);
            }
            Files.writeString(file, id + "\t" + (asTheVerdictSays ? "yes" : "no") + "\t"
                            + seen.replaceAll("\\s+", " ") + "\n",
                    StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
