package dev.slipway.records.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A small write that tells whether others would succeed. */
final class Probe {
    private Probe() {}

    static void write(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("update slipway_probe set at = current_timestamp where id = 1");
        }
        connection.commit();
    }
}
