package dev.slipway.records.jdbc;

import static dev.slipway.records.SampleDeployment.full;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2RecordsTest implements RecordsContract {
    @TempDir
    private Path home;

    private Records records;

    @BeforeEach
    void open() {
        records = JdbcRecords.open(Settings.of(Map.of()), home);
    }

    @AfterEach
    void close() {
        records.close();
    }

    @Override
    public Records records() {
        return records;
    }

    private void reopen() {
        close();
        open();
    }

    @Test
    void everythingIsThereWhenItIsOpenedAgain() {
        Deployment deployment = full("shop", 7, Status.SUCCESS);
        long version = put(deployment);
        Lease lease = records.lease("project", "a", Duration.ofMinutes(10)).orElseThrow();
        reopen();
        assertThat(records.get(deployment.id())).contains(new Stored(deployment, version));
        assertThat(records.lease("project", "b", Duration.ofMinutes(10))).isEmpty();
        assertThat(records.renew(lease, Duration.ofMinutes(10))).contains(lease);
    }

    @Test
    void nobodyElseCanReadThem() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("records"))))
                .isEqualTo("rwx------");
    }

    @Test
    void aRecordThatCannotBeReadIsLeftOutOfListsAndNamedWhenItIsAskedFor() throws Exception {
        Deployment good = full("shop", 7, Status.SUCCESS);
        Deployment bad = full("shop", 8, Status.SUCCESS);
        put(good);
        put(bad);
        execute("update slipway_deployments set record = '{\"deployment_id\":' where id = '" + bad.id() + "'");
        assertThat(records.list(Filter.ALL, 10, 0).deployments()).extracting(Stored::deployment)
                .containsExactly(good.withoutEvents());
        assertThatThrownBy(() -> records.get(bad.id())).isInstanceOf(DeployException.class)
                .hasMessageContaining(bad.id().value());
    }

    @Test
    void afterTheDatabaseWasClosedBehindItsBackItWorksAgain() throws Exception {
        Deployment deployment = full("shop", 7, Status.SUCCESS);
        put(deployment);
        execute("SHUTDOWN IMMEDIATELY");
        assertThat(records.list(Filter.ALL, 10, 0).total()).isEqualTo(1);
        put(full("shop", 8, Status.SUCCESS));
        assertThat(records.list(Filter.ALL, 10, 0).total()).isEqualTo(2);
    }

    @Test
    void recordsOfANewerVersionAreLeftAlone() throws Exception {
        execute("insert into slipway_migrations (id, mchecksum, mtype, mversion, mcomment, mstatus, run_on, run_by,"
                + " run_time) values (99, 0, 'V', '9.0', 'later', 'SUCCESS', current_timestamp, 'x', 0)");
        reopen();
        assertThat(records.unwritable()).hasValueSatisfying(reason -> assertThat(reason).contains("newer version"));
        assertThatThrownBy(() -> put(full("shop", 7, Status.SUCCESS))).isInstanceOf(DeployException.class);
    }

    @Test
    void aScriptThatAKilledProcessHadCarriedOutButNotNotedIsCarriedOutAgain() throws Exception {
        Deployment deployment = full("shop", 7, Status.SUCCESS);
        put(deployment);
        execute("delete from slipway_migrations where mversion = '1.1'");
        reopen();
        assertThat(records.get(deployment.id())).isPresent();
        assertThat(records.entries().range("")).isEmpty();
    }

    @Test
    void aDamagedFileIsSaidAndLeftAlone() throws Exception {
        close();
        byte[] noise = "not a database".repeat(1_000).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        Path file = home.resolve("records/deployments.mv.db");
        Files.write(file, noise);
        open();
        assertThat(records.unwritable()).isPresent();
        assertThatThrownBy(() -> records.list(Filter.ALL, 10, 0))
                .isInstanceOfSatisfying(DeployException.class, e -> {
                    assertThat(e.problem()).isEqualTo(Problem.RECORDS_FAILED);
                    assertThat(e.detail()).contains("damaged").doesNotContain(home.toString());
                });
        assertThat(file).hasBinaryContent(noise);
    }

    @Test
    void afterCloseNothingIsDone() {
        records.close();
        assertThatThrownBy(() -> records.list(Filter.ALL, 10, 0)).isInstanceOf(DeployException.class);
        records.close();
    }

    private void execute(String sql) throws SQLException {
        Properties account = new Properties();
        account.setProperty("user", "slipway");
        String url = "jdbc:h2:file:" + home.resolve("records/deployments");
        try (Connection connection = new DriverSource(new org.h2.Driver(), url, account).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
