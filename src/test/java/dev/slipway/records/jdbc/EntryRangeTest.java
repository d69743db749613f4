package dev.slipway.records.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.config.Settings;
import dev.slipway.records.Records;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How databases look for the entries of a range: by their index, however many others there are. */
class EntryRangeTest {
    private static final String MANY = " (name, version, changed_at, content) select concat('release/shop/', n), 1, current_timestamp, '{}' from ";

    @Test
    void h2LooksInTheIndex(@TempDir Path home) throws Exception {
        JdbcRecords.open(Settings.of(Map.of()), home).close();
        Properties account = new Properties();
        account.setProperty("user", "slipway");
        String url = "jdbc:h2:file:" + home.resolve("records/deployments");
        try (Connection connection = new DriverSource(new org.h2.Driver(), url, account).getConnection()) {
            execute(connection, "insert into slipway_entries" + MANY + "(select x as n from system_range(1, 5000)) as numbers");
            assertThat(plan(connection)).contains("PRIMARY_KEY").contains("NAME >= ?1").contains("NAME < ?2")
                    .doesNotContain("tableScan");
        }
    }

    @Test
    void postgresLooksInTheIndexWhateverItsDatabaseIsSortedBy() throws Exception {
        try (PostgresServer server = PostgresServer.start()) {
            String url = server.database("template template0 locale_provider icu icu_locale 'de-AT' locale 'C.UTF-8'");
            try (Records records = JdbcRecords.open(PostgresServer.settings(url), Path.of("/nonexistent"))) {
                records.entries().put("desired/a", "1", 0);
                records.entries().put("desired/B", "1", 0);
                records.entries().put("DESIRED/c", "1", 0);
                assertThat(records.entries().range("desired/")).hasSize(2);
            }
            try (Connection connection = server.connect(url)) {
                execute(connection, "insert into slipway_entries" + MANY + "generate_series(1, 5000) as n");
                execute(connection, "analyze slipway_entries");
                assertThat(plan(connection)).contains("Index Scan using slipway_entries_pk").contains("Index Cond")
                        .doesNotContain("Seq Scan").doesNotContain("Filter");
            }
        }
    }

    @Test
    void theEndOfARangeIsAboveAllThatBeginSo() {
        assertThat(EntryTable.end("desired/")).contains("desired0");
        assertThat(EntryTable.end("a\u00e9")).contains("b");
        assertThat(EntryTable.end("a\u007f")).contains("b");
        assertThat(EntryTable.end("~")).contains("\u007f");
        assertThat(EntryTable.end("\u00e9")).isEmpty();
        assertThat(EntryTable.end("")).isEmpty();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String plan(Connection connection) throws SQLException {
        StringBuilder plan = new StringBuilder();
        try (PreparedStatement explain = connection.prepareStatement("explain " + EntryTable.range(Optional.of("desired0")))) {
            explain.setString(1, "desired/");
            explain.setString(2, "desired0");
            try (ResultSet row = explain.executeQuery()) {
                while (row.next()) {
                    plan.append(row.getString(1)).append('\n');
                }
            }
        }
        return plan.toString();
    }
}
