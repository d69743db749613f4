package dev.slipway.records.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
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
    void whileOneFindsOutOthersAreToldAtOnce() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        DataSource slow = (DataSource) Proxy.newProxyInstance(DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class},
                (self, method, arguments) -> {
                    asked.countDown();
                    gate.await();
                    throw new SQLException("nobody is there", "08001");
                });
        SharedDatabase away = new SharedDatabase(slow, () -> { }, Duration.ofMillis(20));
        CompletableFuture<Void> first = CompletableFuture.runAsync(away::probe);
        asked.await();
        TimeUnit.MILLISECONDS.sleep(100);
        assertThat(away.isDue()).isFalse();
        assertThatThrownBy(() -> away.connect(true)).isInstanceOf(UnwritableException.class);
        gate.countDown();
        first.get(10, TimeUnit.SECONDS);
        await().atMost(Duration.ofSeconds(5)).until(away::isDue);
    }

    @Test
    void staysUnwritableWhenItWasOnlyRead() {
        database.probe();
        stopping();
        transactions.read(connection -> true);
        assertThat(database.unwritable()).isPresent();
    }
}
