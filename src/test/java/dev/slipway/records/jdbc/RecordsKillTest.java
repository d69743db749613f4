package dev.slipway.records.jdbc;

import static dev.slipway.records.SampleDeployment.full;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.config.Settings;
import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentId;
import dev.slipway.model.Status;
import dev.slipway.records.Filter;
import dev.slipway.records.Records;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process that puts records, killed with SIGKILL at moments that chance chooses. */
class RecordsKillTest {
    private static final int ROUNDS = Boolean.getBoolean("slipway.test.long") ? 15 : 4;
    private static final long SEED = 20261123;

    @TempDir
    private Path home;

    @Test
    void everyRecordThatWasAnsweredForIsThere() throws Exception {
        Random random = new Random(SEED);
        List<String> answered = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            answered.addAll(putUntilKilled(1 + random.nextInt(40), random.nextInt(5_000_000)));
        }
        assertThat(answered).hasSizeGreaterThanOrEqualTo(ROUNDS);
        try (Records records = JdbcRecords.open(Settings.of(Map.of()), home)) {
            for (String line : answered) {
                DeploymentId id = new DeploymentId(line.substring(0, 36));
                assertThat(records.get(id)).as(line).hasValueSatisfying(stored -> {
                    assertThat(stored.version()).isGreaterThanOrEqualTo(Long.parseLong(line.substring(37)));
                    assertThat(stored.deployment().events()).hasSize(3);
                });
            }
            long total = records.list(Filter.ALL, 0, 0).total();
            assertThat(total).isBetween((long) answered.stream().map(line -> line.substring(0, 36)).distinct().count(),
                    (long) answered.size() + ROUNDS);
        }
    }

    /** @return lines of id and version that were answered for */
    private List<String> putUntilKilled(int lines, int nanos) throws Exception {
        Process child = new ProcessBuilder(ChildJava.command(PutForEver.class, "-Xmx64m", home.toString()))
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        List<String> answered = new ArrayList<>();
        try (var out = child.inputReader()) {
            for (int i = 0; i < lines; i++) {
                String line = out.readLine();
                assertThat(line).isNotNull();
                answered.add(line);
            }
            long until = System.nanoTime() + nanos;
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            child.toHandle().destroyForcibly(); // the process's own method would close its output
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.length() >= 38) {
                    answered.add(line);
                }
            }
            child.waitFor();
        }
        return answered;
    }

    static final class PutForEver {
        private PutForEver() {}

        public static void main(String[] args) {
            Records records = JdbcRecords.open(Settings.of(Map.of()), Path.of(args[0]));
            while (true) {
                Deployment deployment = full("shop", System.currentTimeMillis(), Status.RECEIVING);
                long version = 0;
                for (int i = 0; i < 3; i++) {
                    version = records.put(deployment, version).orElseThrow();
                    System.out.println(deployment.id() + " " + version);
                }
            }
        }
    }
}
