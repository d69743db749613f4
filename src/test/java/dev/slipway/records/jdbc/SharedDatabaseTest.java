package dev.slipway.records.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SharedDatabaseTest {
    private SharedDatabase database;
    private Transactions transactions;

    @BeforeEach
    void open() {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:");
        source.setUser("sa");
        database = new SharedDatabase(source, () -> { }, Duration.ZERO);
        transactions = new Transactions(database, 1);
    }

    @AfterEach
    void close() {
        transactions.close();
    }

    private void stopping() {
        database.failed(new SQLException("terminating connection due to administrator command", "57P01"));
    }

    @Test
    void isWritableAgainAfterATransactionThatFoundNothingToChange() {
        database.probe();
        assertThat(database.unwritable()).isEmpty();
        stopping();
        assertThat(database.unwritable()).isPresent();
        transactions.write(connection -> false, changed -> changed);
        assertThat(database.unwritable()).isEmpty();
    }

    @Test
    void staysUnwritableWhenItWasOnlyRead() {
        database.probe();
        stopping();
        transactions.read(connection -> true);
        assertThat(database.unwritable()).isPresent();
    }
}
