package dev.slipway.records.jdbc;

import io.ebean.migration.MigrationConfig;
import io.ebean.migration.MigrationException;
import io.ebean.migration.MigrationRunner;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * The tables, made and changed by the scripts in {@code dev/slipway/records}. One query tells that nothing is to be
 * done, so that the library that runs scripts is not even loaded at most starts.
 */
final class Schema {
    /** How many scripts there are. */
    private static final int SCRIPTS = 3;
    private static final String MIGRATIONS = "slipway_migrations";

    private Schema() {}

    /** Whether the tables are those of this version of the program. */
    static boolean isCurrent(Connection connection) throws SQLException {
        Optional<Integer> scripts = scripts(connection);
        if (scripts.isPresent() && scripts.get() > SCRIPTS) {
            throw new UnwritableException("the records were written by a newer version of this program");
        }
        return scripts.isPresent() && scripts.get() == SCRIPTS;
    }

    /** How many scripts were carried out; empty when there are no tables. */
    private static Optional<Integer> scripts(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from " + MIGRATIONS + " where mtype = 'V'")) {
            row.next();
            return Optional.of(row.getInt(1));
        } catch (SQLException e) {
            if ("42S02".equals(e.getSQLState()) || "42S04".equals(e.getSQLState()) || "42P01".equals(e.getSQLState())) {
                return Optional.empty(); // no such table
            }
            throw e;
        } finally {
            connection.rollback();
        }
    }

    /**
     * Takes away what a process left that died while it carried out scripts: half of the tables where no script was
     * finished, and its lock, for which the next one would wait for minutes. Only for an H2 that nobody else has open.
     */
    static void clear(Connection connection) throws SQLException {
        int finished = scripts(connection).orElse(0);
        try (Statement statement = connection.createStatement()) {
            if (finished == 0) {
                statement.execute("DROP ALL OBJECTS");
            } else {
                statement.executeUpdate(
                        "update " + MIGRATIONS + " set mcomment = '<init>' where id = 0 and mcomment = 'locked'");
            }
            connection.commit();
        }
    }

    /**
     * Carries out the scripts that were not yet. Several servers may do so at once.
     *
     * @param connection is closed
     */
    static void update(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        MigrationConfig config = new MigrationConfig();
        config.setMigrationPath("dev/slipway/records");
        config.setMetaTable(MIGRATIONS);
        config.setPlatform(switch (product) {
            case "H2" -> "h2";
            case "PostgreSQL" -> "postgres";
            default -> throw new UnwritableException("the database is " + product + ", not H2 or PostgreSQL");
        });
        config.setClassLoader(Schema.class.getClassLoader());
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        try (connection) {
            Thread.currentThread().setContextClassLoader(Schema.class.getClassLoader()); // its own scripts are found by it
            new MigrationRunner(config).run(connection);
        } catch (MigrationException e) {
            throw e.getCause() instanceof SQLException cause ? cause : new SQLException("the tables cannot be made", e);
        } finally {
            Thread.currentThread().setContextClassLoader(context);
        }
    }
}
