package dev.slipway.records.jdbc;

import dev.slipway.records.Entries;
import dev.slipway.records.Records.Lease;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Entries in the database of the records. Any thread that may block. */
final class JdbcEntries implements Entries, AutoCloseable {
    private final Database database;
    private final Transactions transactions;
    private final Set<EntryWatch> watches = ConcurrentHashMap.newKeySet();

    JdbcEntries(Database database, Transactions transactions) {
        this.database = database;
        this.transactions = transactions;
    }

    @Override
    public OptionalLong put(String key, String value, long version) {
        return put(Optional.empty(), key, value, version);
    }

    @Override
    public OptionalLong put(Lease lease, String key, String value, long version) {
        return put(Optional.of(lease), key, value, version);
    }

    private OptionalLong put(Optional<Lease> under, String key, String value, long version) {
        require(key);
        if (version < 0) {
            throw new IllegalArgumentException("version " + version);
        }
        return transactions.write(connection -> EntryTable.put(connection, under, key, value, version),
                OptionalLong::isPresent);
    }

    private static void require(String key) {
        if (key.isEmpty() || key.length() > MAX_KEY) {
            throw new IllegalArgumentException("a key has 1 to " + MAX_KEY + " characters");
        }
    }

    @Override
    public long beat(String key, String value) {
        require(key);
        return transactions.write(connection -> EntryTable.beat(connection, key, value), time -> true);
    }

    @Override
    public Optional<Entry> find(String key) {
        return transactions.read(connection -> EntryTable.find(connection, key));
    }

    @Override
    public List<Entry> range(String prefix) {
        return transactions.read(connection -> EntryTable.range(connection, prefix));
    }

    @Override
    public boolean delete(String key, long version) {
        return transactions.write(connection -> EntryTable.delete(connection, key, version), gone -> gone);
    }

    @Override
    public Watch watch(Runnable changed) {
        EntryWatch watch = new EntryWatch(database, changed);
        watches.add(watch);
        return () -> {
            watches.remove(watch);
            watch.close();
        };
    }

    @Override
    public void close() {
        watches.forEach(EntryWatch::close);
    }
}
