package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What came of each recipe in each server, beside the table that the documents have of it. */
final class ClientRuns {
    static final Path DOCUMENT = Path.of("docs", "other-clients.md");

    private static final String BEGIN = "<!-- cells: written by the tests into target/other-clients.md, held by them -->";
    private static final String END = "<!-- /cells -->";
    private static final Path WORK = Path.of("target", "it", "clients").toAbsolutePath();
    private static final List<String> COLUMNS = List.of("StandaloneClientsIT", "TomcatClientsIT", "WildFlyClientsIT");

    private ClientRuns() {}

    /** A new directory for a test of this class; all of them are removed in the end. */
    static Path directory(String column) throws IOException {
        Path parent = Files.createDirectories(WORK.resolve(column));
        Path directory = Files.createTempDirectory(parent, "run-");
        Surroundings.removeInTheEnd(directory);
        return directory;
    }

    /** Notes a cell and compares it with the one in the document. */
    static void record(String column, Recipe recipe, String test, boolean refusedWhenLong) throws IOException {
        Map<String, String> row = read(recipe);
        row.put("test", test);
        row.put(column, refusedWhenLong ? "live; refused over 10 MiB" : "live");
        write(recipe, row);
        writeTable();
        assertThat(documentedRows()).as("the table in %s; how it should be stands in target/other-clients.md", DOCUMENT)
                .anySatisfy(cells -> {
                    assertThat(cells.get(0)).isEqualTo(link(recipe));
                    assertThat(cells.get(1)).isEqualTo(words(recipe));
                    assertThat(cells.get(2)).isEqualTo("`" + test + "`");
                    assertThat(cells.get(3 + COLUMNS.indexOf(column))).isEqualTo(row.get(column));
                });
    }

    /** The rows of the table in the document, as cells. */
    static List<List<String>> documentedRows() throws IOException {
        return Files.readAllLines(DOCUMENT).stream().dropWhile(line -> !line.equals(BEGIN))
                .takeWhile(line -> !line.equals(END)).skip(3)
                .map(line -> List.of(line.substring(2, line.length() - 2).split(" \\| "))).toList();
    }

    static String link(Recipe recipe) {
        return "[" + recipe.path() + "](../src/test/clients/" + recipe.path() + ")";
    }

    static String words(Recipe recipe) {
        return recipe.body().words() + ", " + recipe.framing().words();
    }

    private static void writeTable() throws IOException {
        List<String> lines = new ArrayList<>(List.of(BEGIN,
                "| recipe | body | test | `" + String.join("` | `", COLUMNS) + "` |",
                "|---|---|---|---|---|---|"));
        for (Recipe recipe : Recipe.all()) {
            Map<String, String> row = read(recipe);
            List<String> cells = new ArrayList<>(List.of(link(recipe), words(recipe),
                    "`" + row.getOrDefault("test", "none") + "`"));
            COLUMNS.forEach(column -> cells.add(row.getOrDefault(column, "not run")));
            lines.add("| " + String.join(" | ", cells) + " |");
        }
        lines.add(END);
        Files.write(Path.of("target", "other-clients.md"), lines);
    }

    private static Map<String, String> read(Recipe recipe) throws IOException {
        Map<String, String> row = new TreeMap<>();
        Path file = cellsOf(recipe);
        if (Files.exists(file)) {
            Files.readAllLines(file).forEach(line -> row.put(line.substring(0, line.indexOf('=')),
                    line.substring(line.indexOf('=') + 1)));
        }
        return row;
    }

    private static void write(Recipe recipe, Map<String, String> row) throws IOException {
        Files.write(cellsOf(recipe), row.entrySet().stream().map(cell -> cell.getKey() + "=" + cell.getValue()).toList());
    }

    /** The servers are tested by processes that follow each other; a file keeps the cells between them. */
    private static Path cellsOf(Recipe recipe) throws IOException {
        return Files.createDirectories(WORK).resolve(recipe.path().replace('/', '-') + ".cells");
    }
}
