package dev.slipway.records.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;

/**
 * A database that somebody else runs. Where it cannot be reached, callers are told so at once, and from time to time
 * one of them finds out whether that is over.
 */
final class SharedDatabase implements Database {
    private static final System.Logger LOG = System.getLogger(SharedDatabase.class.getName());
    /** Connection lost, no room, read-only, stopping. */
    private static final Set<String> LASTING = Set.of("08", "28", "3D", "53", "25", "57");
    /** While one finds out, others need not; one that has not found out after so long is waited for no more. */
    private static final Duration TRY = Duration.ofSeconds(10);

    private final DataSource source;
    private final Runnable end;
    private final Duration retry;
    private final AtomicReference<State> state;
    private volatile boolean current;

    /** What was found. @param next when it may be tried again, by {@link System#nanoTime} */
    private record State(Optional<String> unwritable, boolean reachable, long next) {
        static final State GOOD = new State(Optional.empty(), true, 0);
    }

    /**
     * Does not connect yet: what can be done is not known before the first {@link #probe}.
     *
     * @param end gives the connections back
     * @param retry how long a database that failed is left alone; that is well below the time after which nodes of a cluster take each
     *     other for silent
     */
    SharedDatabase(DataSource source, Runnable end, Duration retry) {
        this.source = source;
        this.end = end;
        this.retry = retry;
        this.state = new AtomicReference<>(new State(
                Optional.of("the database has not answered yet"), false, System.nanoTime()));
    }

    @Override
    public boolean isDue() {
        return isDue(state.get());
    }

    private boolean isDue(State now) {
        return now.unwritable().isPresent() && System.nanoTime() - now.next() >= 0;
    }

    @Override
    public Connection connect(boolean writing) throws SQLException {
        State now = state.get();
        boolean tries = isDue(now) && (writing || !now.reachable()) // a reader must not use up the try of a writer
                && state.compareAndSet(now, new State(now.unwritable(), now.reachable(), System.nanoTime() + TRY.toNanos()));
        if (!tries && now.unwritable().isPresent() && (writing || !now.reachable())) {
            throw new UnwritableException(now.unwritable().get());
        }
        try {
            if (!current) {
                makeTables();
            }
            Connection connection = open();
            if (!now.reachable()) {
                state.set(State.GOOD);
            }
            return connection;
        } catch (SQLException e) {
            remember(e, false);
            throw e;
        }
    }

    private Connection open() throws SQLException {
        Connection connection = source.getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    private synchronized void makeTables() throws SQLException {
        boolean found;
        try (Connection connection = open()) {
            found = Schema.isCurrent(connection);
        }
        if (!found) {
            Schema.update(open());
        }
        current = true;
    }

    private void remember(SQLException failure, boolean reachable) {
        State last = state.getAndSet(new State(Optional.of(Failures.reason(failure)), reachable,
                System.nanoTime() + retry.toNanos()));
        if (last.unwritable().isEmpty()) {
            LOG.log(System.Logger.Level.WARNING, "The database of records: " + Failures.reason(failure), failure);
        }
    }

    /** Its commits are durable. */
    @Override
    public void makeDurable(Connection connection) {
        wrote();
    }

    @Override
    public void wrote() {
        if (state.get().unwritable().isPresent()) {
            state.set(State.GOOD);
        }
    }

    @Override
    public void failed(SQLException failure) {
        String sqlState = failure.getSQLState();
        if (sqlState != null && sqlState.length() >= 2 && LASTING.contains(sqlState.substring(0, 2))
                && !Failures.isContention(failure)) {
            remember(failure, !sqlState.startsWith("08"));
        }
    }

    @Override
    public Optional<String> unwritable() {
        return state.get().unwritable();
    }

    @Override
    public void probe() {
        if (isDue()) {
            try (Connection connection = connect(true)) {
                Probe.write(connection);
                makeDurable(connection);
            } catch (SQLException e) {
                failed(e);
            }
        }
    }

    @Override
    public void close() {
        end.run();
    }
}
