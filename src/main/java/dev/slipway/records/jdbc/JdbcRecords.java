package dev.slipway.records.jdbc;

import dev.slipway.config.Knob;
import dev.slipway.config.Settings;
import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentId;
import dev.slipway.records.Filter;
import dev.slipway.records.Records;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Records in a database: H2 in the home directory, or one that somebody else runs. Any thread that may block. */
public final class JdbcRecords implements Records {
    /** How long a database that could not be written is left alone. */
    private static final Duration RETRY = Duration.ofSeconds(10);

    private final Database database;
    private final Transactions transactions;

    private JdbcRecords(Database database, int connections) {
        this.database = database;
        this.transactions = new Transactions(database, connections);
    }

    /**
     * Opens the records that the settings name. A database that cannot be reached or written now is no failure: then
     * {@link #unwritable} says so, and it is tried again.
     *
     * @param home the home directory, held by this process; {@code records} in it is used where the settings name no
     *     other database
     * @throws IllegalArgumentException naming the setting, when the settings name no database that could be used
     */
    public static JdbcRecords open(Settings settings, Path home) {
        return open(settings, home, RETRY);
    }

    static JdbcRecords open(Settings settings, Path home, Duration retry) {
        int connections = settings.count(Knob.RECORDS_CONNECTIONS);
        return new JdbcRecords(Location.of(settings, home).open(connections, retry), connections);
    }

    @Override
    public OptionalLong put(Deployment deployment, long version) {
        if (version < 0) {
            throw new IllegalArgumentException("version " + version);
        }
        return transactions.write(connection -> DeploymentTable.put(connection, deployment, version),
                OptionalLong::isPresent);
    }

    @Override
    public Optional<Stored> get(DeploymentId id) {
        return transactions.read(connection -> DeploymentTable.get(connection, id));
    }

    @Override
    public Page list(Filter filter, int limit, int offset) {
        if (limit < 0 || limit > MAX_PAGE || offset < 0) {
            throw new IllegalArgumentException("limit " + limit + ", offset " + offset);
        }
        return transactions.read(connection -> DeploymentTable.list(connection, filter, limit, offset));
    }

    @Override
    public boolean delete(DeploymentId id, long version) {
        return transactions.write(connection -> DeploymentTable.delete(connection, id, version), gone -> gone);
    }

    @Override
    public Optional<Lease> lease(String name, String holder, Duration term) {
        return transactions.write(connection -> LeaseTable.lease(connection, name, holder, term), Optional::isPresent);
    }

    @Override
    public Optional<Lease> renew(Lease lease, Duration term) {
        return transactions.write(connection -> LeaseTable.renew(connection, lease, term), Optional::isPresent);
    }

    @Override
    public void release(Lease lease) {
        transactions.write(connection -> LeaseTable.release(connection, lease), released -> released);
    }

    @Override
    public Optional<String> unwritable() {
        return transactions.await(database::unwritable);
    }

    /** Lets what runs end. The second call does nothing. */
    @Override
    public void close() {
        transactions.close();
        database.close();
        DriverSource.deregisterDrivers();
    }
}
