package dev.slipway.records.jdbc;

import dev.slipway.config.Knob;
import dev.slipway.config.Settings;
import dev.slipway.model.Deployment;
import dev.slipway.model.DeploymentId;
import dev.slipway.records.Entries;
import dev.slipway.records.Filter;
import dev.slipway.records.Records;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Records in a database: H2 in the home directory, or one that somebody else runs. Any thread that may block. */
public final class JdbcRecords implements Records {
    /** How long the database in the home is left alone when it could not be written. */
    private static final Duration RETRY = Duration.ofSeconds(10);
    /** The same for one that somebody else runs: it restarts within seconds, and nodes have to be heard of again soon. */
    private static final Duration SHARED_RETRY = Duration.ofSeconds(1);
    /** How long the start waits for a database that somebody else runs. */
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(10);
    private static final System.Logger LOG = System.getLogger(JdbcRecords.class.getName());

    private final Database database;
    private final Transactions transactions;
    private final JdbcEntries entries;
    private final AtomicBoolean probing = new AtomicBoolean();
    private final boolean shared;
    private volatile boolean closed;

    private JdbcRecords(Database database, int connections, boolean shared) {
        this.shared = shared;
        this.database = database;
        this.transactions = new Transactions(database, connections);
        this.entries = new JdbcEntries(database, transactions);
    }

    /**
     * Opens the records that the settings name. A database that cannot be reached or written now is no failure: then
     * {@link #unwritable} says so, and it is tried again. Waits some seconds for it.
     *
     * @param home the home directory, held by this process; {@code records} in it is used where the settings name no
     *     other database
     * @throws IllegalArgumentException naming the setting, when the settings name no database that could be used
     */
    public static JdbcRecords open(Settings settings, Path home) {
        return open(settings, home, settings.text(Knob.RECORDS).isEmpty() ? RETRY : SHARED_RETRY);
    }

    static JdbcRecords open(Settings settings, Path home, Duration retry) {
        int connections = settings.count(Knob.RECORDS_CONNECTIONS);
        JdbcRecords records = new JdbcRecords(Location.of(settings, home).open(connections, retry), connections,
                !settings.text(Knob.RECORDS).isEmpty());
        records.awaitFirst(records.probeIfDue());
        return records;
    }

    private void awaitFirst(Future<?> probe) {
        try {
            probe.get(FIRST_ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(System.Logger.Level.WARNING, "The database of records has not answered yet", e);
        }
    }

    /** One at a time. */
    private Future<?> probeIfDue() {
        if (!database.isDue() || !probing.compareAndSet(false, true)) {
            return CompletableFuture.completedFuture(null);
        }
        return transactions.begin(() -> {
            try {
                database.probe();
            } finally {
                probing.set(false);
            }
        });
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
    public Entries entries() {
        return entries;
    }

    @Override
    public boolean shared() {
        return shared;
    }

    @Override
    public Optional<String> unwritable() {
        if (closed) {
            return Optional.of("the records are closed");
        }
        probeIfDue();
        return database.unwritable();
    }

    /**
     * Takes the drivers of this application out of the driver manager, which containers share: for a start that failed before
     * it opened records. What is open does so when it is closed.
     */
    public static void deregisterDrivers() {
        DriverSource.deregisterDrivers();
    }

    /** Lets what runs end. The second call does nothing. */
    @Override
    public void close() {
        closed = true;
        entries.close();
        transactions.close();
        database.close();
        DriverSource.deregisterDrivers();
    }
}
