package dev.slipway.records.jdbc;

import static dev.slipway.records.SampleDeployment.full;

import dev.slipway.config.Settings;
import dev.slipway.model.Deployment;
import dev.slipway.model.ProjectName;
import dev.slipway.model.Status;
import dev.slipway.records.Filter;
import dev.slipway.records.Records;
import dev.slipway.records.SampleDeployment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures records: {@code mvn -q -B test -Dtest=RecordsFigures}. With {@code -Dslipway.figures.home=DIR} the home is left
 * there, for {@code bench/lifecycle --start DIR}. Not part of the tests.
 */
class RecordsFigures {
    private static final int RECORDS = 10_000;
    private static final long START = 1_700_000_000_000L;
    private static final long STEP = 60_000;

    @TempDir
    private Path folder;

    @Test
    void tenThousandRecords() throws Exception {
        Path home = Optional.ofNullable(System.getProperty("slipway.figures.home")).map(Path::of).orElse(folder);
        long from = System.nanoTime();
        try (Records records = JdbcRecords.open(Settings.of(Map.of()), home)) {
            System.out.println("| the first opening, which makes the tables | " + millis(from) + " |");
            from = System.nanoTime();
            Status[] statuses = {Status.SUCCESS, Status.SUCCESS, Status.SUCCESS, Status.FAILED};
            for (int i = 0; i < RECORDS; i++) {
                Deployment made = full("project-" + i % 20, START + i * STEP, statuses[i / 20 % statuses.length]);
                records.put(made.with(SampleDeployment.events(20, "an event of ordinary length")), 0);
            }
            System.out.println("| one put, of " + RECORDS + " with 20 events each | " + millis(from) / RECORDS + " |");
        }
        for (int i = 0; i < 5; i++) {
            Process child = new ProcessBuilder(ChildJava.command(OpenAndList.class, "-Xmx48m", home.toString()))
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            try (var out = child.inputReader()) {
                out.lines().forEach(System.out::println);
            }
        }
    }

    private static double millis(long from) {
        return Math.round((System.nanoTime() - from) / 1e4) / 100.0;
    }

    static final class OpenAndList {
        private OpenAndList() {}

        public static void main(String[] args) {
            long from = System.nanoTime();
            try (Records records = JdbcRecords.open(Settings.of(Map.of()), Path.of(args[0]))) {
                StringBuilder row = new StringBuilder("| opening in a new process | " + millis(from) + " |");
                from = System.nanoTime();
                records.list(Filter.ALL, 20, 0);
                row.append("\n| the first list in it | ").append(millis(from)).append(" |");
                lists().forEach((name, list) -> row.append("\n| ").append(name).append(" | ")
                        .append(median(records, list)).append(" |"));
                from = System.nanoTime();
                records.close();
                System.out.println(row + "\n| closing | " + millis(from) + " |");
            }
        }

        private static Map<String, Query> lists() {
            Filter project = Filter.ALL.of(new ProjectName("project-7"));
            Map<String, Query> lists = new LinkedHashMap<>();
            lists.put("all, 20 of them", new Query(Filter.ALL, 20, 0));
            lists.put("all, 20 after 9 000", new Query(Filter.ALL, 20, 9_000));
            lists.put("one project, 20", new Query(project, 20, 0));
            lists.put("one status, 100 after 2 000", new Query(Filter.ALL.with(Set.of(Status.FAILED)), 100, 2_000));
            lists.put("project, status and since, 20 after 300", new Query(project.with(Set.of(Status.SUCCESS))
                    .between(Optional.of(START + 100 * STEP), Optional.empty()), 20, 300));
            lists.put("two statuses, since, home and retry key, 20 after 9 000", new Query(Filter.ALL
                    .with(Set.of(Status.SUCCESS, Status.FAILED)).between(Optional.of(START), Optional.empty())
                    .at(SampleDeployment.HOME).withRetryKeys(), 20, 9_000));
            lists.put("kept digest that all have, 20", new Query(Filter.ALL.keeping(SampleDeployment.DIGEST), 20, 0));
            lists.put("running ones of this home (none)", new Query(
                    Filter.ALL.with(Set.of(Status.RECEIVING, Status.QUEUED, Status.ACTIVATING))
                            .at(SampleDeployment.HOME), 1_000, 0));
            lists.put("all, 1 000 of them", new Query(Filter.ALL, 1_000, 0));
            return lists;
        }

        private static double median(Records records, Query query) {
            double[] times = new double[21];
            for (int i = 0; i < times.length; i++) {
                long from = System.nanoTime();
                records.list(query.filter(), query.limit(), query.offset());
                times[i] = millis(from);
            }
            Arrays.sort(times);
            return times[times.length / 2];
        }

        private record Query(Filter filter, int limit, int offset) {}
    }
}
