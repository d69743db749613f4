package dev.slipway.records.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;

/** Makes connection pools. */
final class Pool {
    private static final long CONNECT_MILLIS = 5_000;

    private Pool() {}

    /**
     * A pool.
     *
     * @param size most connections
     * @param eager whether a connection is made at once, so that it fails here when there is none
     * @throws RuntimeException of the pool's, with the driver's exception as its cause
     */
    static HikariDataSource of(DataSource source, int size, boolean eager) {
        LibraryLogs.warningsOnly();
        HikariConfig config = new HikariConfig();
        config.setPoolName("slipway-records");
        config.setDataSource(source);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        config.setAutoCommit(false);
        config.setConnectionTimeout(CONNECT_MILLIS);
        config.setInitializationFailTimeout(eager ? 1 : -1);
        return new HikariDataSource(config);
    }
}
