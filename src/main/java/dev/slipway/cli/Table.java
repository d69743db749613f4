package dev.slipway.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Rows of text whose columns begin below each other. Cells are made printable; none is cut. For one thread. */
final class Table {
    private static final String BETWEEN = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    /** @param headings of the columns; none for a table without a first line */
    Table(String... headings) {
        if (headings.length > 0) {
            row(headings);
        }
    }

    /** @param cells as many as there are columns, or fewer */
    Table row(String... cells) {
        rows.add(List.of(cells).stream().map(Printable::of).toList());
        return this;
    }

    /** @param indent in front of each line */
    void print(PrintStream out, String indent) {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        rows.forEach(row -> {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], Columns.of(row.get(i)));
            }
        });
        rows.forEach(row -> out.println((indent + line(row, widths)).stripTrailing()));
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            line.append(row.get(i)).append(" ".repeat(widths[i] - Columns.of(row.get(i)))).append(BETWEEN);
        }
        return line.toString();
    }
}
