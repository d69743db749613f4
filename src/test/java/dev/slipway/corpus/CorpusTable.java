package dev.slipway.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which cases of the corpus were run in one place, and which end otherwise than the corpus says, with the reason. Filled
 * by the tests; printed, and written to {@code target/corpus} for {@code bench/corpus}, when they have ended. A case whose test
 * fails is not told to it, and so counts as not run. Any thread.
 */
public final class CorpusTable implements AutoCloseable {
    private static final Path DIRECTORY = Path.of("target", "corpus");
    private static final String AS_SAID = "";

    private final String kind;
    private final String place;
    private final int cases;
    private final Map<String, String> results = new TreeMap<>();

    /**
     * @param kind multipart or archive
     * @param place where the cases run, for example {@code parser}; a word after it tells which of the cases
     * @param cases how many there are
     */
    public CorpusTable(String kind, String place, int cases) {
        this.kind = kind;
        this.place = place;
        this.cases = cases;
    }

    /** The case ended as its verdict says. */
    public synchronized void asSaid(String id) {
        results.putIfAbsent(id, AS_SAID);
    }

    /** The case ended otherwise, as was decided for this reason. */
    public synchronized void deviates(String id, String reason) {
        results.put(id, reason);
    }

    /** One line for the report, then one for each deviation. */
    @Override
    public synchronized String toString() {
        long otherwise = results.values().stream().filter(reason -> !reason.equals(AS_SAID)).count();
        StringBuilder table = new StringBuilder(String.format("corpus, %s %s: %d cases, %d run, %d as the verdict says,"
                + " %d otherwise%n", kind, place, cases, results.size(), results.size() - otherwise, otherwise));
        results.forEach((id, reason) -> {
            if (!reason.equals(AS_SAID)) {
                table.append(String.format("  %s: %s%n", id, reason));
            }
        });
        return table.toString();
    }

    @Override
    public synchronized void close() throws IOException {
        System.out.print(this);
        Files.createDirectories(DIRECTORY);
        String rows = results.entrySet().stream().map(result -> result.getKey() + "\t"
                        + (result.getValue().equals(AS_SAID) ? "yes\t" : "no\t" + result.getValue()) + "\n")
                .collect(Collectors.joining());
        Files.writeString(DIRECTORY.resolve(place.replace(' ', '+') + "." + kind + ".tsv"), rows + "cases\t" + cases + "\n");
    }
}
