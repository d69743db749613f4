package dev.slipway.records.jdbc;

import dev.slipway.records.Entries;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;

/**
 * Notices that entries have changed, on a thread of its own: PostgreSQL tells (one connection is kept for that), another
 * database, or one whose connections a container wraps, is asked. Never interrupted.
 */
final class EntryWatch implements Entries.Watch {
    private static final System.Logger LOG = System.getLogger(EntryWatch.class.getName());
    private static final int LISTEN_MILLIS = 1_000;
    private static final int ASK_MILLIS = 500;
    private static final int AGAIN_MILLIS = 1_000;

    private final Database database;
    private final Runnable changed;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private String last = "";

    EntryWatch(Database database, Runnable changed) {
        this.database = database;
        this.changed = changed;
        this.thread = new Thread(this::watch, "slipway-watch");
        thread.setDaemon(true);
        thread.setContextClassLoader(EntryWatch.class.getClassLoader());
        thread.start();
    }

    private void watch() {
        while (goesOn(0)) {
            try (Connection connection = database.connect(false)) {
                if (connection.isWrapperFor(PGConnection.class)) {
                    listen(connection);
                } else {
                    ask(connection);
                }
            } catch (SQLException e) {
                LOG.log(System.Logger.Level.DEBUG, "The entries cannot be watched now", e);
                last = "";
                goesOn(AGAIN_MILLIS);
            }
        }
    }

    /** @return whether it was not closed in that time */
    private boolean goesOn(int millis) {
        try {
            return !closed.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return closed.getCount() > 0;
        }
    }

    /** What changed before is not told, so it is called once at the beginning. */
    private void listen(Connection connection) throws SQLException {
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute("listen " + EntryTable.CHANNEL);
            changed.run();
            PGConnection own = connection.unwrap(PGConnection.class);
            while (goesOn(0)) {
                if (own.getNotifications(LISTEN_MILLIS).length > 0) {
                    changed.run();
                }
            }
            statement.execute("unlisten " + EntryTable.CHANNEL);
        } catch (SQLException e) {
            database.failed(e);
            throw e;
        }
        connection.setAutoCommit(false);
    }

    private void ask(Connection connection) throws SQLException {
        String now;
        try {
            now = EntryTable.fingerprint(connection);
            connection.commit();
        } catch (SQLException e) {
            database.failed(e);
            throw e;
        }
        connection.close();
        if (!now.equals(last)) {
            last = now;
            changed.run();
        }
        goesOn(ASK_MILLIS);
    }

    /** Waits until nobody is told any more. */
    @Override
    public void close() {
        closed.countDown();
        boolean interrupted = Thread.interrupted();
        try {
            thread.join(2L * LISTEN_MILLIS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
