package dev.slipway.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which cases of the corpus were run in one place, and which end otherwise than the corpus says, with the reason. Filled
 * by the tests; printed, and written to {@code target/corpus}, when they have ended. Any thread.
 */
public final class CorpusTable implements AutoCloseable {
    private static final Path DIRECTORY = Path.of("target", "corpus");
    private static final String AS_SAID = "";

    private final String place;
    private final int cases;
    private final Map<String, String> results = new TreeMap<>();

    /**
     * @param place where the cases run, for example {@code multipart parser}
     * @param cases how many there are
     */
    public CorpusTable(String place, int cases) {
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
        StringBuilder table = new StringBuilder(String.format("corpus, %s: %d cases, %d run, %d as the verdict says, %d"
                + " otherwise%n", place, cases, results.size(), results.size() - otherwise, otherwise));
        results.forEach((id, reason) -> {
            if (!reason.equals(AS_SAID)) {
                table.append(String.format("  %s: %s%n", id, reason));
            }
        });
        return table.toString();
    }

    @Override
    public void close() throws IOException {
        System.out.print(this);
        Files.createDirectories(DIRECTORY);
        Files.writeString(DIRECTORY.resolve(place.replace(' ', '-') + ".txt"), toString());
    }
}
