package dev.slipway.records.jdbc;

import static dev.slipway.records.SampleDeployment.because;
import static dev.slipway.records.SampleDeployment.full;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.config.Settings;
import dev.slipway.model.Deployment;
import dev.slipway.model.Status;
import dev.slipway.problem.DeployException;
import dev.slipway.problem.Problem;
import dev.slipway.records.Filter;
import dev.slipway.records.Records;
import dev.slipway.records.Records.Lease;
import dev.slipway.records.Records.Stored;
import dev.slipway.records.RecordsContract;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresRecordsTest implements RecordsContract {
    private static final Path NO_HOME = Path.of("/nonexistent");
    private static final Duration SOON = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofMinutes(10);
    private static PostgresServer server;

    private final List<Records> opened = new ArrayList<>();
    private String url;
    private Records records;

    @BeforeAll
    static void start() throws Exception {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void open() throws Exception {
        url = server.database();
        records = another();
    }

    private Records another() {
        Records made = JdbcRecords.open(PostgresServer.settings(url), NO_HOME, SOON);
        opened.add(made);
        return made;
    }

    @AfterEach
    void close() {
        opened.forEach(Records::close);
    }

    @Override
    public Records records() {
        return records;
    }

    @Test
    void twoServersSeeEachOthersRecords() {
        Records other = another();
        Deployment deployment = full("shop", 7, Status.RECEIVING);
        long version = put(deployment);
        assertThat(other.get(deployment.id())).contains(new Stored(deployment, version));
        Deployment changed = because("by the other", deployment);
        long next = other.put(changed, version).orElseThrow();
        assertThat(records.get(deployment.id())).contains(new Stored(changed, next));
        assertThat(records.put(deployment, version)).isEmpty();
        assertThat(records.delete(deployment.id(), next)).isTrue();
        assertThat(other.list(Filter.ALL, 10, 0).total()).isZero();
    }

    @Test
    void aLeaseHoldsAgainstAnotherServer() {
        Records other = another();
        Lease lease = records.lease("project", "a", LONG).orElseThrow();
        assertThat(other.lease("project", "b", LONG)).isEmpty();
        records.release(lease);
        assertThat(other.lease("project", "b", LONG)).hasValueSatisfying(
                taken -> assertThat(taken.token()).isGreaterThan(lease.token()));
    }

    @Test
    void manyServersMayOpenAnEmptyDatabaseAtOnce() throws Exception {
        url = server.database();
        ExecutorService starting = Executors.newFixedThreadPool(4);
        try {
            List<Future<Records>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(starting.submit(() -> JdbcRecords.open(PostgresServer.settings(url), NO_HOME, SOON)));
            }
            for (Future<Records> one : all) {
                opened.add(one.get());
                assertThat(one.get().put(full("shop", 7, Status.SUCCESS), 0)).isPresent();
            }
            assertThat(all.get(0).get().list(Filter.ALL, 10, 0).total()).isEqualTo(all.size());
        } finally {
            starting.shutdownNow();
        }
    }

    @Test
    void aPasswordThatIsRefusedIsNotShown() {
        Records refused = JdbcRecords.open(Settings.of(Map.of("slipway.records", url, "slipway.records-user",
                PostgresServer.USER, "slipway.records-password", "wr0ng-password")), NO_HOME, SOON);
        opened.add(refused);
        assertThatThrownBy(() -> refused.list(Filter.ALL, 10, 0)).isInstanceOfSatisfying(DeployException.class, e -> {
            assertThat(e.problem()).isEqualTo(Problem.RECORDS_FAILED);
            assertThat(e.detail()).contains("refuses the user or the password").doesNotContain("wr0ng", "127.0.0.1");
            StringBuilder texts = new StringBuilder();
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                texts.append(cause);
            }
            assertThat(texts).doesNotContain("wr0ng");
        });
        assertThat(refused.unwritable()).isPresent();
    }

    @Test
    void aDatabaseThatWentAwayIsUsedAgainWhenItIsBack() throws Exception {
        put(full("shop", 7, Status.SUCCESS));
        server.stop();
        try {
            assertThatThrownBy(() -> put(full("shop", 8, Status.SUCCESS))).isInstanceOfSatisfying(DeployException.class,
                    e -> assertThat(e.problem()).isEqualTo(Problem.RECORDS_FAILED));
            await().until(() -> records.unwritable().isPresent());
        } finally {
            server.resume();
        }
        await().until(() -> records.unwritable(), Optional::isEmpty);
        put(full("shop", 9, Status.SUCCESS));
        assertThat(records.list(Filter.ALL, 10, 0).total()).isEqualTo(2);
    }

    @Test
    void aDatabaseThatCanOnlyBeReadIsRead() throws Exception {
        put(full("shop", 7, Status.SUCCESS));
        String database = url.substring(url.lastIndexOf('/') + 1);
        server.execute("postgres", "alter database " + database + " set default_transaction_read_only = on");
        Records reading = another();
        assertThat(reading.list(Filter.ALL, 10, 0).total()).isEqualTo(1);
        assertThatThrownBy(() -> reading.put(full("shop", 8, Status.SUCCESS), 0)).isInstanceOf(DeployException.class);
        assertThat(reading.unwritable()).hasValueSatisfying(reason -> assertThat(reason).contains("only be read"));
        assertThat(reading.list(Filter.ALL, 10, 0).total()).isEqualTo(1);
    }

    @Test
    void anotherKindOfDatabaseIsRefusedByName() {
        assertThatThrownBy(() -> JdbcRecords.open(PostgresServer.settings("jdbc:mysql://u:pw@host/db"), NO_HOME))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("slipway.records").hasMessageNotContaining("pw@host");
    }
}
